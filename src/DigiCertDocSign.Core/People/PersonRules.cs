namespace DigiCertDocSign.People;

/// <summary>What each of the five texts must be, wherever it came from.</summary>
internal static class PersonRules
{
    public static void Check(Person person, IList<Fault> faults, IList<string>? warnings)
    {
        Check(PersonField.GivenName, person.GivenName, faults, warnings);
        Check(PersonField.Surname, person.Surname, faults, warnings);
        Check(PersonField.JobTitle, person.JobTitle, faults, warnings);
        Check(PersonField.Phone, person.Phone, faults, warnings);
        Check(PersonField.Email, person.Email, faults, warnings);
    }

    /// <param name="field">Which of the five.</param>
    /// <param name="text">Cleaned.</param>
    /// <param name="faults">Gets what must be corrected.</param>
    /// <param name="warnings">Gets what is allowed but will cost vetting time.</param>
    public static void Check(PersonField field, string? text, IList<Fault> faults, IList<string>? warnings)
    {
        var candidates = FieldCandidates.All[(int)field];
        if (text is null || PersonText.IsBlank(text))
        {
            faults.Add(new Fault(candidates.WhenMissing, field.ToString(), $"{field}: the {candidates.Noun} is blank."));
            return;
        }

        if (PersonText.Problem(text) is { } problem)
        {
            faults.Add(new Fault(FaultKind.TextInvalid, field.ToString(), $"{field}: the {candidates.Noun} {problem}."));
            return;
        }

        switch (field)
        {
            case PersonField.Email:
                if (MailAddressForm.Problem(text) is { } form)
                {
                    faults.Add(new Fault(FaultKind.EmailInvalid, nameof(Person.Email), $"Email: '{text}' is no e-mail address: it "
                        + $"{form}."));
                }

                break;
            case PersonField.Phone:
                if (!text.Any(char.IsDigit))
                {
                    faults.Add(new Fault(
                        FaultKind.PhoneInvalid, nameof(Person.Phone), $"Phone: '{text}' is no phone number: it has no digit. Give "
                            + "one that DigiCert can call."));
                }

                break;
            default:
                CheckWords(field, text, candidates.Noun, faults, warnings);
                break;
        }
    }

    private static void CheckWords(PersonField field, string text, string noun, IList<Fault> faults, IList<string>? warnings)
    {
        if (!PersonText.HasLetter(text))
        {
            faults.Add(new Fault(
                FaultKind.TextInvalid, field.ToString(), $"{field}: '{text}' has no letter in it, so it is no {noun}. Correct it in "
                    + $"the source or give -{field}."));
            return;
        }

        if (warnings is null)
        {
            return;
        }

        if (PersonText.LooksMisread(text))
        {
            warnings.Add($"{field}: '{text}' looks like UTF-8 that was read with another encoding. The name is vetted letter by "
                + "letter; see Import-Csv -Encoding.");
        }

        if (field != PersonField.JobTitle && Salutation.LeadingIn(text) is { } title)
        {
            warnings.Add(
                $"{field}: '{text}' begins with '{title}'. DigiCert asks for names without titles; vetting against the ID document "
                    + "takes longer or fails.");
        }
    }
}
