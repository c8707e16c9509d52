# A year of looking after document-signing certificates, in a minute: joiners, a lost token, a new name, a leaver, a contact who leaves,
# renewals, a refused request, an organization whose validation ends.
#
# It plays in the sandbox: nothing is bought, and no certificate made here is worth anything. The sandbox has a company of a hundred
# people (about_DocSigning_Sandbox), and its clock is turned. With a real account the same lines stand in the days of the year, and
# DigiCert does what Step-DocSigningSandbox makes pass here.
#
#   dotnet run --project src/DigiCertDocSign.Shell docs/examples/a-year.ps1
param(
    # Where keys, CSRs and certificates go: by default a new folder in the temporary one.
    [string] $Path = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'docsigning-' + [guid]::NewGuid().ToString('n').Substring(0, 8))
)

$ErrorActionPreference = 'Stop'
# Here the script is meant. For real use leave this line out, and be asked.
$ConfirmPreference = 'None'

function ConvertTo-Secret([string] $Text) {
    # For the rehearsal only. For real use Read-Host -AsSecureString or Get-Secret.
    [System.Net.NetworkCredential]::new('', $Text).SecurePassword
}

function Get-Folder([string] $Name) { [System.IO.Path]::Combine($Path, $Name) }

# What a year of certificates must not leave to chance is looked at on the way.
function Assert-Status([string] $Status, [long[]] $OrderId) {
    Get-DocSigningOrder -OrderId $OrderId | Where-Object Status -ne $Status | ForEach-Object { throw "$_, and not $Status." }
}

$password = ConvertTo-Secret 'a long sentence for the keys'
Connect-DocSigning -Sandbox -SandboxCompany -SandboxDate '2027-01-04 09:00'
$before = Get-DocSigningBalance

$order = @{
    OrganizationId             = 610233
    Contact                    = @{ ContactType = 'organization_contact'; UserId = 880190 }
    Years                      = 1
    AgreeToSubscriberAgreement = $true
}

'', '4 January. What there is: the orders of this product by status.'
Get-DocSigningOrder | Group-Object Status -NoElement | Sort-Object Name | Format-Table -AutoSize | Out-Host

'4 January. Renewals: what expires this month, and nobody has renewed. Each with a new key, the person as the order shows it.',
'A warning says of each what the old order does not show.'
$renewed = Get-DocSigningOrder -Status Issued -ExpiringWithin 30 | Where-Object { -not $_.IsRenewed } | ForEach-Object {
    Get-DocSigningOrder -OrderId $_.OrderId |
        New-DocSigningCsr -KeyDirectory (Get-Folder 'renewed') -KeyPassword $password -KeyAlgorithm P256 |
        New-DocSigningRenewal -OrderId $_.OrderId -Years 1 -AgreeToSubscriberAgreement
}
$renewed | Out-Host

'4 January. Joiners: two are ordered for, and a third order is refused before it costs anything.'
$joiners = @(
    [pscustomobject]@{ GivenName = 'Mira'; Surname = 'Solberg'; Title = 'Contract Manager'; OfficePhone = '+47 55 50 01 42'; EmailAddress = 'mira.solberg@fjordlab.example' }
    [pscustomobject]@{ GivenName = 'Jürgen'; Surname = 'Größmann'; Title = 'Prokurist'; OfficePhone = '+49 40 555 01 17'; EmailAddress = 'juergen.groessmann@fjordlab.example' }
    [pscustomobject]@{ GivenName = 'Lars'; Surname = 'Dahl'; Title = 'Buyer'; OfficePhone = '+47 55 50 01 18'; EmailAddress = 'lars.dahl@fjordlab.example' }
)
$mira, $juergen, $lars = $joiners |
    New-DocSigningCsr -KeyDirectory (Get-Folder 'joiners') -KeyPassword $password -KeyAlgorithm P256 |
    New-DocSigningOrder @order
$lars | Deny-DocSigningRequest -Comment 'Buyers sign on paper this year' -PassThru | Out-Host
@($renewed) + $mira + $juergen | Approve-DocSigningRequest -Comment 'Budget 4410'
$mira | Add-DocSigningOrderNote -Text 'Starts on 1 February, ticket LEG-204'

Step-DocSigningSandbox -To '2027-01-11 09:00'
'11 January. DigiCert has vetted everybody.'
@($renewed) + $mira + $juergen | Wait-DocSigningOrder | Out-Host
if (-not $renewed) { throw 'Nothing was renewed in January.' }
Assert-Status Issued (@($renewed) + $mira + $juergen).OrderId
Assert-Status Rejected $lars.OrderId

Step-DocSigningSandbox -To '2027-03-08 09:00'
'8 March. Mira has lost her token. A new key, the same order; the old certificate is revoked when the new one is issued.'
$mira |
    Get-DocSigningOrder |
    New-DocSigningCsr -KeyDirectory (Get-Folder 'lost') -KeyPassword $password -KeyAlgorithm P256 |
    Request-DocSigningReissue -OrderId $mira.OrderId -Reason TokenLost -WarningAction SilentlyContinue
Approve-DocSigningRequest -OrderId $mira.OrderId -Type Reissue
Step-DocSigningSandbox -Days 1
Assert-Status Issued $mira.OrderId
Get-DocSigningCertificate -OrderId $mira.OrderId | Out-Host
$mira | Save-DocSigningCertificate -Path (Get-Folder 'certificates') -Format PemChain | Out-Host

Step-DocSigningSandbox -To '2027-04-12 09:00'
'12 April. The validation of the organization ends this month, and orders would stand still. DigiCert validates it again.'
Submit-DocSigningOrganizationValidation -OrganizationId 610233
Step-DocSigningSandbox -Days 4
Get-DocSigningOrganization -OrganizationId 610233 | Out-Host

Step-DocSigningSandbox -To '2027-05-14 09:00'
'14 May. Jürgen has married. A certificate keeps its name, so a new order replaces the old one.'
$married = $joiners[1].PSObject.Copy()
$married.Surname = 'Größmann-Øye'
$replacement = $married |
    New-DocSigningCsr -KeyDirectory (Get-Folder 'married') -KeyPassword $password -KeyAlgorithm P256 |
    New-DocSigningRenewal -OrderId $juergen.OrderId -Replaces -AgreeToSubscriberAgreement -WarningAction SilentlyContinue
$replacement | Approve-DocSigningRequest
Step-DocSigningSandbox -Days 5
Assert-Status Issued $replacement.OrderId
'The new one is there, so that the old one can end.'
$juergen | Get-DocSigningOrder | Revoke-DocSigningCertificate -Reason superseded -WarningAction SilentlyContinue
Approve-DocSigningRequest -OrderId $juergen.OrderId -Type Revoke
Assert-Status Revoked $juergen.OrderId

Step-DocSigningSandbox -To '2027-08-31 17:00'
'31 August. One has left, and another, whose certificate was never made, does not come.'
$leaver, $absent = 300100040, 300100081
Get-DocSigningOrder -OrderId $leaver |
    Revoke-DocSigningCertificate -Reason affiliationChanged -Comment 'Has left' -WarningAction SilentlyContinue
Approve-DocSigningRequest -OrderId $leaver -Type Revoke
Stop-DocSigningOrder -OrderId $absent -Note 'Does not come'
Assert-Status Revoked $leaver
Assert-Status Canceled $absent
Get-DocSigningOrder -OrderId $leaver, $absent | Out-Host

Step-DocSigningSandbox -To '2027-09-15 09:00'
'15 September. The contact of the organization leaves. New orders name another user; what expires within the year passes to her:',
'she may manage these orders, gets their mails, and is named in the mails that remind of the renewal.'
$nora = Get-DocSigningUser -UserId 880217
Set-DocSigningOrganizationContact -OrganizationId 610233 -UserId $nora.UserId
$order.Contact.UserId = $nora.UserId
$passed = Get-DocSigningOrder -Status Issued -ExpiringWithin 120 |
    Set-DocSigningOrder -UserId $nora.UserId -AdditionalEmail $nora.Email -RenewalMessage "Ask $($nora.Person)" -PassThru
if (-not $passed) { throw 'No order passed to another contact.' }
$passed | Format-Table OrderId, Person, UserIds, AdditionalEmails, RenewalMessage | Out-Host
$passed | Where-Object { $nora.UserId -notin $_.UserIds } | ForEach-Object { throw "$_ did not pass to $($nora.Person)." }

Step-DocSigningSandbox -To '2027-12-20 09:00'
'20 December. The next renewals. The old orders name the contact who has left, and would hand him on: the new one is named.'
$next = Get-DocSigningOrder -Status Issued -ExpiringWithin 45 | Where-Object { -not $_.IsRenewed } | ForEach-Object {
    Get-DocSigningOrder -OrderId $_.OrderId |
        New-DocSigningCsr -KeyDirectory (Get-Folder 'next') -KeyPassword $password -KeyAlgorithm P256 |
        New-DocSigningRenewal -OrderId $_.OrderId -Years 1 -Contact $order.Contact -AgreeToSubscriberAgreement
}
$next | Out-Host
$next | Approve-DocSigningRequest
Step-DocSigningSandbox -To '2027-12-31 09:00'
Assert-Status Issued $next.OrderId

'31 December. What the year has left.'
Get-DocSigningOrder | Group-Object Status -NoElement | Sort-Object Name | Format-Table -AutoSize | Out-Host
Get-DocSigningJournal | Group-Object State -NoElement | Format-Table -AutoSize | Out-Host
"Keys and certificates are in $Path. The sandbox's balance is less by $($before.Balance - (Get-DocSigningBalance).Balance) $($before.Currency). Nothing was bought."
Disconnect-DocSigning
