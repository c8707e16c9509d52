using DigiCertDocSign.Errors;

namespace DigiCertDocSign.People;

/// <summary>What each of the five texts must be, wherever it came from.</summary>
internal static class PersonRules
{
    public static void Apply(Person person, List<Fault> faults, List<string>? warnings)
    {
        Apply(PersonField.GivenName, person.GivenName, faults, warnings);
        Apply(PersonField.Surname, person.Surname, faults, warnings);
        Apply(PersonField.JobTitle, person.JobTitle, faults, warnings);
        Apply(PersonField.Phone, person.Phone, faults, warnings);
        Apply(PersonField.Email, person.Email, faults, warnings);
    }

    /// <param name="field">Which of the five.</param>
    /// <param name="text">Cleaned.</param>
    /// <param name="faults">Gets what must be corrected.</param>
    /// <param name="warnings">Gets what is allowed but will cost vetting time.</param>
    public static void Apply(PersonField field, string? text, List<Fault> faults, List<string>? warnings)
    {
        FieldCandidates candidates = FieldCandidates.All[(int)field];
        if (text is null || PersonText.IsBlank(text))
        {
            faults.Add(candidates.WhenMissing, field.ToString(), $"the {candidates.Noun} is blank.");
            return;
        }

        if (PersonText.Problem(text) is { } problem)
        {
            faults.Add(FaultKind.TextInvalid, field.ToString(), $"the {candidates.Noun} {problem}.");
            return;
        }

        if (DamagedText.Loss(field, text) is { } loss)
        {
            faults.Add(FaultKind.TextDamaged, field.ToString(), $"the {candidates.Noun} {loss}.");
            return;
        }

        if (warnings is not null && DamagedText.Doubt(field, text) is { } doubt)
        {
            warnings.Add($"{field}: '{text}' {doubt} DigiCert gets it exactly like that.");
        }

        ApplyForm(field, text, faults, warnings);
    }

    private static void ApplyForm(PersonField field, string text, List<Fault> faults, List<string>? warnings)
    {
        switch (field)
        {
            case PersonField.Email:
                if (MailAddressForm.Problem(text) is { } form)
                {
                    faults.Add(FaultKind.EmailInvalid, nameof(Person.Email), $"'{text}' is no e-mail address: it {form}.");
                }

                break;
            case PersonField.Phone:
                if (!text.Any(char.IsDigit))
                {
                    faults.Add(
                        FaultKind.PhoneInvalid,
                        nameof(Person.Phone),
                        $"'{text}' is no phone number: it has no digit. Give one that DigiCert can call.");
                }

                break;
            default:
                ApplyToWords(field, text, FieldCandidates.All[(int)field].Noun, faults, warnings);
                break;
        }
    }

    private static void ApplyToWords(PersonField field, string text, string noun, List<Fault> faults, List<string>? warnings)
    {
        if (!PersonText.HasLetter(text))
        {
            faults.Add(
                FaultKind.TextInvalid,
                field.ToString(),
                $"'{text}' has no letter in it, so it is no {noun}. Correct it in the source or give -{field}.");
            return;
        }

        if (field == PersonField.JobTitle && Salutation.IsAll(text))
        {
            faults.Add(
                FaultKind.JobTitleMissing,
                field.ToString(),
                $"'{text}' is a form of address and no job title. Correct it in the source or give -{field}.");
            return;
        }

        if (warnings is null)
        {
            return;
        }

        if (field != PersonField.JobTitle && Salutation.LeadingIn(text) is { } title)
        {
            warnings.Add(
                $"{field}: '{text}' begins with '{title}'. DigiCert asks for names without titles; vetting against the ID document "
                    + "takes longer or fails.");
        }
    }
}
