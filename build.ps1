<#
.SYNOPSIS
Builds, tests and packages the module. Each task but Pester only calls dotnet, so a machine without PowerShell does the same with dotnet alone.
Pester runs tests/pester in this process.
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

function Invoke-PesterTest {
    if (-not (Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -ge 5 })) {
        Write-Warning 'Pester 5 is not installed: tests/pester was not run. Install-Module Pester brings it.'
        return
    }

    Import-Module -Name Pester -MinimumVersion 5.0.0
    $result = Invoke-Pester -Path "$PSScriptRoot/tests/pester" -Output Detailed -PassThru
    if ($result.Result -ne 'Passed') {
        throw "Pester: $($result.FailedCount) failed."
    }
}

Push-Location -LiteralPath $PSScriptRoot
try {
    switch ($Task) {
        'Build' { Invoke-DotNet build --configuration $Configuration }
        'Test' {
            Invoke-DotNet test --configuration $Configuration
            Invoke-PesterTest
        }
        'Pester' { Invoke-PesterTest }
        'Package' { Invoke-DotNet build src/DigiCertDocSign --configuration $Configuration -target:PackageModule }
    }
}
finally {
    Pop-Location
}
