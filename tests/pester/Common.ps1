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

# A person as Get-ADUser gives one: a name in the sandbox's own domain.
function New-TestPerson {
    param([string] $GivenName, [string] $Phone = '+47 1')

    [pscustomobject]@{ GivenName = $GivenName; Surname = 'Berg'; Title = 'Buyer'; OfficePhone = $Phone; EmailAddress = "$GivenName@fjordlab.example".ToLowerInvariant() }
}

# A PowerShell of its own, of the same kind as this one, in which somebody types. Gives all that it shows, as one text.
function Invoke-ChildShell {
    param([string] $Script, [string[]] $Typed = @(), [string[]] $Option = @())

    # The program of this process. Of a clone's shell that is dotnet, which runs pwsh.dll: the program that lies beside it is for Linux on x64.
    $program = (Get-Process -Id $PID).Path
    $runs = @(if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { 'exec', [System.IO.Path]::Combine($PSHOME, 'pwsh.dll') })
    $path = Join-Path -Path $TestDrive -ChildPath ([System.IO.Path]::GetRandomFileName() + '.ps1')
    $common = "$PSScriptRoot/Common.ps1"
    Set-Content -LiteralPath $path -Encoding ASCII -Value ". '$common'", 'Import-Module -Name $Manifest', $Script
    $shown = $Typed | & $program @runs -NoProfile @Option -File $path 2>&1 | Out-String
    # Lines are broken at the width of a console that nobody looks at.
    $shown -replace '\s+', ' '
}
