# Runs the tests of this folder in the PowerShell that runs this file: in the one of NuGet by 'dotnet test', in any other, Windows
# PowerShell 5.1 too, by 'build.ps1 -Task Pester'.
param(
    # The Pester module: a name, or the path of its manifest.
    [string] $Pester = 'Pester',

    # Only tests whose full name has this in it.
    [string] $Filter
)

$ErrorActionPreference = 'Stop'
Import-Module -Name $Pester -MinimumVersion 6.0

# Away from the journal of the person who runs the tests. Windows has no such setting.
$env:XDG_STATE_HOME = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), [System.IO.Path]::GetRandomFileName())

$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'None'
if ($Filter) {
    $configuration.Filter.FullName = "*$Filter*"
}

try {
    $result = Invoke-Pester -Configuration $configuration
}
finally {
    Remove-Item -LiteralPath $env:XDG_STATE_HOME -Recurse -Force -ErrorAction SilentlyContinue
}

# In the form that the build takes for errors, and that leads to the line.
foreach ($failure in @($result.Failed) + @($result.FailedBlocks) + @($result.FailedContainers)) {
    foreach ($record in $failure.ErrorRecord) {
        $at = if ("$($record.DisplayStackTrace)$($record.ScriptStackTrace)" -match '([^\s,]+\.ps1): ?(?:line )?(\d+)') { "$($Matches[1])($($Matches[2]))" } else { 'pester' }
        "${at}: error Pester: $($failure.ExpandedPath): $("$record" -replace '\s+', ' ')"
    }
}

# As each test project of 'dotnet test' closes. A run in which nothing ran is none.
$failed = $result.Result -eq 'Failed' -or ($result.PassedCount -eq 0 -and -not $Filter)
'{0}!  - Failed: {1,5}, Passed: {2,5}, Skipped: {3,5}, Duration: {4:n0} s - pester (PowerShell {5})' -f
    $(if ($failed) { 'Failed' } else { 'Passed' }), $result.FailedCount, $result.PassedCount, $result.SkippedCount,
    $result.Duration.TotalSeconds, $PSVersionTable.PSVersion
exit [int] $failed
