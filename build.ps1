<#
.SYNOPSIS
Builds, tests and packages the module. Each task but Pester only calls dotnet, so a machine without PowerShell does the same with dotnet alone.
Test has everything in it, Pester as well, in the PowerShell of NuGet. Pester runs tests/pester in the PowerShell that runs this file.
.EXAMPLE
./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pester', 'Package')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = $(if ($Task -eq 'Package') { 'Release' } else { 'Debug' })
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args ended with exit code $LASTEXITCODE."
    }
}

Push-Location -LiteralPath $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build --configuration $Configuration }
        'Test' { Invoke-DotNet test --configuration $Configuration }
        'Pester' {
            & "$PSScriptRoot/tests/pester/run.ps1"
            if ($LASTEXITCODE -ne 0) {
                throw 'Pester: at least one test failed.'
            }
        }
        'Package' { Invoke-DotNet build src/DigiCertDocSign.Shell --configuration $Configuration -target:PackageModule }
    }
}
finally {
    Pop-Location
}
