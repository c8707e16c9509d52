<#
.SYNOPSIS
Runs tests/pester in this PowerShell on the module in out, after it has made sure that this is the PowerShell that is meant.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [version] $Version
)

$ErrorActionPreference = 'Stop'
$found = [version] "$($PSVersionTable.PSVersion.Major).$($PSVersionTable.PSVersion.Minor)"
if ($found -ne $Version) {
    throw "This is PowerShell $found and not $Version."
}

Install-Module -Name Pester -RequiredVersion 6.2.0 -Scope CurrentUser -Force -SkipPublisherCheck
& "$PSScriptRoot/../build.ps1" -Task Pester
