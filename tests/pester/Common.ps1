# What the test files share. Dot-sourced in BeforeAll; written for Windows PowerShell 5.1 too.

$script:Manifest = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'DigiCertDocSign', 'DigiCertDocSign.psd1'))
if (-not (Test-Path -LiteralPath $script:Manifest)) {
    throw "The module is not built: no $script:Manifest. Run 'dotnet build' in the clone first."
}

function ConvertTo-TestSecret {
    param([string] $Text)

    (New-Object -TypeName System.Net.NetworkCredential -ArgumentList '', $Text).SecurePassword
}

# Everything that an order says besides the person; the sandbox knows this organization and this contact.
function Get-TestOrderArgument {
    @{
        OrganizationId             = 610233
        Contact                    = @{ ContactType = 'organization_contact'; UserId = 880145 }
        ProvisioningMethod         = 'ClientApp'
        Years                      = 1
        AgreeToSubscriberAgreement = $true
        Confirm                    = $false
    }
}
