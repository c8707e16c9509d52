<#
.SYNOPSIS
Makes the package by the lines of README and tries what ships: its size, where it says that the project lives, and a first order in a new
PowerShell, installed by PSResourceGet, saved by it, and installed by PowerShellGet 2, whose Install-Module people of Windows PowerShell 5.1 have.
.DESCRIPTION
For a user of its own, whose home is deleted at the end. Windows has no setting that would do that.
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
if ($IsWindows) {
    throw 'This needs a home folder of its own, which Windows does not give.'
}

$clone = [System.IO.Path]::GetFullPath("$PSScriptRoot/..")
$gallery = "$clone/out"
$root = (New-Item -ItemType Directory -Path ([System.IO.Path]::GetTempPath()) -Name "docsign-$([guid]::NewGuid().ToString('N'))").FullName

# Another PowerShell, of the same version, that knows nothing of this one.
function Invoke-Shell {
    param([string] $Script)

    Set-Content -LiteralPath "$root/step.ps1" -Value '$ErrorActionPreference = "Stop"', '$ProgressPreference = "SilentlyContinue"', $Script
    & dotnet exec "$PSHOME/pwsh.dll" -NoProfile -NonInteractive -File "$root/step.ps1"
    if ($LASTEXITCODE -ne 0) {
        throw "A step ended with exit code ${LASTEXITCODE}: $Script"
    }
}

function Invoke-Line {
    param([string] $Line)

    $said = Invoke-Expression -Command $Line | Out-String
    if ($LASTEXITCODE -ne 0) {
        throw "README's line ended with exit code ${LASTEXITCODE}: $Line`n$said"
    }
}

function Assert-Equal {
    param([string] $What, [string] $Expected, [string] $Found)

    if ($Found -cne $Expected) {
        throw "${What}: '$Found' and not '$Expected'."
    }

    "${What}: $Found"
}

# The text of a file in the package whose name ends so.
function Read-Package {
    param([string] $Path, [string] $End)

    $package = [System.IO.Compression.ZipFile]::OpenRead($Path)
    try {
        $reader = [System.IO.StreamReader]::new(@($package.Entries.Where({ $_.FullName.EndsWith($End) }))[0].Open())
        $reader.ReadToEnd()
    }
    finally {
        $package.Dispose()
    }
}

# Orders with the module that is imported, which must be the one in that folder.
$order = @'
if (-not (Get-Module DigiCertDocSign).ModuleBase.StartsWith($folder)) { throw "It is another module: $((Get-Module DigiCertDocSign).ModuleBase)." }
Connect-DocSigning -Sandbox
$person = @{ GivenName = 'Mira'; Surname = 'Solberg'; JobTitle = 'Counsel'; Email = 'mira@fjordlab.example'; Phone = '+47 22 00 00 00' }
$contact = @{ ContactType = 'organization_contact'; UserId = 880145 }
$placed = New-DocSigningOrder @person -OrganizationId 610233 -Contact $contact -Years 1 -ProvisioningMethod ClientApp -AgreeToSubscriberAgreement -Confirm:$false
if ($placed.Status -ne 'NeedsApproval') { throw "The order is '$($placed.Status)'." }
"${how}: $((Get-Module DigiCertDocSign).Version) placed an order: $($placed.Status)"
'@

Push-Location -LiteralPath $clone
$names = 'HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME', 'PSModulePath', 'GITHUB_SERVER_URL', 'GITHUB_REPOSITORY'
$before = @{}
$isOurs = $false
$package = $null
foreach ($name in $names) { $before[$name] = [System.Environment]::GetEnvironmentVariable($name) }
try {
    $readme = Get-Content -LiteralPath "$clone/README.md" -Raw
    $lines = ([regex]::Match($readme, '```powershell\r?\n(dotnet build [^`]*?)```').Groups[1].Value -split '\r?\n').Where({ $_ })
    Assert-Equal -What 'Lines of README that install a clone' -Expected 3 -Found $lines.Count
    $version = (Test-ModuleManifest -Path "$gallery/DigiCertDocSign/DigiCertDocSign.psd1").Version
    $package = "$gallery/DigiCertDocSign.$version.nupkg"

    # As the workflow makes it, which knows where the project lives.
    $env:GITHUB_SERVER_URL = 'https://git.fjordlab.example'
    $env:GITHUB_REPOSITORY = 'tools/docsigning'
    $uri = "$env:GITHUB_SERVER_URL/$env:GITHUB_REPOSITORY"
    Invoke-Line -Line $lines[0]
    $found = ([xml] (Read-Package -Path $package -End '.nuspec')).package.metadata.projectUrl
    Assert-Equal -What 'Project of a package of the workflow' -Expected $uri -Found $found
    if (-not (Read-Package -Path $package -End '.dll-Help.xml').Contains("$uri/blob/v$version/docs/en-US")) {
        throw 'The help of a package of the workflow has no address for Get-Help -Online.'
    }

    foreach ($name in 'GITHUB_SERVER_URL', 'GITHUB_REPOSITORY') { [System.Environment]::SetEnvironmentVariable($name, $before[$name]) }
    Invoke-Line -Line $lines[0]
    $isOurs = $true
    $size = (Get-Item -LiteralPath $package).Length
    "Size of $(Split-Path -Path $package -Leaf): $size bytes"
    if ($size -gt 12MB) {
        throw "The package has $size bytes; $(12MB) are the most."
    }

    $env:HOME = $root
    $env:XDG_DATA_HOME = "$root/.local/share"
    $env:XDG_CONFIG_HOME = "$root/.config"
    $env:XDG_STATE_HOME = "$root/.local/state"
    $env:XDG_CACHE_HOME = "$root/.cache"
    $env:PSModulePath = "$env:XDG_DATA_HOME/powershell/Modules:$PSHOME/Modules"
    New-Item -ItemType Directory -Path $env:XDG_DATA_HOME | Out-Null
    $installed = "`$folder = '$env:XDG_DATA_HOME/powershell/Modules'; Import-Module DigiCertDocSign"

    Invoke-Shell -Script (@("Set-Location -LiteralPath '$clone'") + $lines[1, 2] -join "`n")
    Invoke-Shell -Script "`$how = 'Install-PSResource'; $installed`n$order"

    Invoke-Shell -Script @"
New-Item -ItemType Directory -Path '$root/saved' | Out-Null
Save-PSResource DigiCertDocSign -Repository Clone -Path '$root/saved'
Uninstall-PSResource DigiCertDocSign -Version '*'
"@
    Invoke-Shell -Script "`$how = 'Save-PSResource'; `$folder = '$root/saved'; Import-Module '$root/saved/DigiCertDocSign'`n$order"

    Invoke-Shell -Script @"
Import-Module PowerShellGet -MaximumVersion 2.99
Register-PSRepository -Name CloneOfOld -SourceLocation '$gallery' -InstallationPolicy Trusted
Install-Module DigiCertDocSign -Repository CloneOfOld -Scope CurrentUser
"@
    Invoke-Shell -Script "`$how = 'Install-Module'; $installed`n$order"
}
finally {
    foreach ($name in $names) { [System.Environment]::SetEnvironmentVariable($name, $before[$name]) }
    Pop-Location
    if (-not $isOurs -and $package) {
        # It names a project that there is not.
        Remove-Item -LiteralPath $package -ErrorAction SilentlyContinue
    }

    Remove-Item -LiteralPath $root -Recurse -Force
}
