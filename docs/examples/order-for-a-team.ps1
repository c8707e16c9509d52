# Document-signing certificates for a team: from directory users to proven files.
#
# It plays in the sandbox: nothing is bought, and no certificate made here is worth anything. To do it for real, replace the
# Connect-DocSigning line (see README), pipe Get-ADUser instead of $team, and leave out the approval if an administrator of
# your account gives it.
#
#   dotnet run --project src/DigiCertDocSign.Shell docs/examples/order-for-a-team.ps1
param(
    # Where keys, CSRs and certificates go: by default a new folder in the temporary one.
    [string] $Path = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'docsigning-' + [guid]::NewGuid().ToString('n').Substring(0, 8))
)

function ConvertTo-Secret([string] $Text) {
    # For the rehearsal only. For real use Read-Host -AsSecureString or Get-Secret.
    [System.Net.NetworkCredential]::new('', $Text).SecurePassword
}

$keys = [System.IO.Path]::Combine($Path, 'keys')
$certificates = [System.IO.Path]::Combine($Path, 'certificates')
$keyPassword = ConvertTo-Secret 'a long sentence for the keys'
$pfxPassword = ConvertTo-Secret 'a long sentence for the PFX'

# The sandbox vets a person in five seconds. DigiCert takes days.
Connect-DocSigning -Sandbox -SandboxValidationSec 5

# What Get-ADUser -Filter ... -Properties EmailAddress, Title, OfficePhone gives. Lars has no phone number.
$team = @(
    [pscustomobject]@{ GivenName = 'Mira'; Surname = 'Solberg'; Title = 'Contract Manager'; OfficePhone = '+47 55 50 01 42'; EmailAddress = 'mira.solberg@fjordlab.example'; Enabled = $true; SamAccountName = 'msolberg' }
    [pscustomobject]@{ GivenName = 'Jürgen'; Surname = 'Größmann-Øye'; Title = 'Prokurist'; OfficePhone = '+49 40 555 01 17'; EmailAddress = 'juergen.groessmann@fjordlab.example'; Enabled = $true; SamAccountName = 'jgroessm' }
    [pscustomobject]@{ GivenName = 'Lars'; Surname = 'Dahl'; Title = 'Buyer'; OfficePhone = $null; EmailAddress = 'lars.dahl@fjordlab.example'; Enabled = $true; SamAccountName = 'ldahl' }
    [pscustomobject]@{ GivenName = 'Chiara'; Surname = 'Rossi'; Title = 'Legal Counsel'; OfficePhone = '+39 02 555 01 90'; EmailAddress = 'chiara.rossi@fjordlab.example'; Enabled = $true; SamAccountName = 'crossi' }
    [pscustomobject]@{ GivenName = 'Oskar'; Surname = 'Lindqvist'; Title = 'Head of Legal'; OfficePhone = '+47 55 50 01 10'; EmailAddress = 'oskar.lindqvist@fjordlab.example'; Enabled = $true; SamAccountName = 'olindqvi' }
)

'', '1. Keys and CSRs: each key is on disk, encrypted, before its CSR exists.'
$csrs = $team | New-DocSigningCsr -KeyDirectory $keys -KeyPassword $keyPassword -Confirm:$false
$csrs | Out-Host

'2. Plan and orders: -AgreeToSubscriberAgreement is your own word, and every order asks unless you say -Confirm:$false.'
$order = @{
    OrganizationId             = 610233
    Contact                    = @{ ContactType = 'organization_contact'; UserId = 880145 }
    ProvisioningMethod         = 'Email'
    Years                      = 1
    PaymentMethod              = 'Balance'
    Comment                    = 'Rehearsal for the contract office'
    AgreeToSubscriberAgreement = $true
}
$plan = $csrs | New-DocSigningPlan @order
"$($plan[0].Plan)"
$orders = $plan | New-DocSigningOrder @order -Confirm:$false
$orders | Out-Host

# The same list again, as after a run that was killed: everybody has an order, so nothing is bought.
$again = $csrs | New-DocSigningOrder @order -Confirm:$false -WarningAction SilentlyContinue
"Run again: $(@($again).Count) orders, the same ones, nothing bought."

'3. Approval: an administrator of the account approves each request.'
$orders | Approve-DocSigningRequest -Comment 'Budget 4410' -PassThru -Confirm:$false | Out-Host

'4. Wait until DigiCert has vetted everybody.'
$orders | Wait-DocSigningOrder -TimeoutSec 120 -PollIntervalSec 1 | Out-Host

'5. Fetch each certificate, join it with its key, and prove it.'
$orders | Save-DocSigningCertificate -Path $certificates -Format Pfx, PemChain -KeyPassword $keyPassword -Password $pfxPassword -Confirm:$false | Out-Host
$orders | Test-DocSigningCertificate -KeyPassword $keyPassword | Where-Object { -not $_.Passed } | ForEach-Object {
    throw "Order $($_.OrderId), $($_.Check): $($_.Detail)"
}

'6. Where every order stands now.'
$orders | Get-DocSigningOrder | Out-Host

"Keys and certificates are in $Path. Nothing was bought."
Disconnect-DocSigning -Confirm:$false
