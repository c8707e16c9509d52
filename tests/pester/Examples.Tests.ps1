# The examples of docs/examples, played to their end in a PowerShell of their own, as README has them started.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'The examples' {
    It 'play <_> to its end' -ForEach 'order-for-a-team', 'a-year' {
        $example = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs', 'examples', "$_.ps1"))
        $files = Join-Path -Path $TestDrive -ChildPath $_

        $shown = Invoke-ChildShell -Script "& '$example' -Path '$files'"

        $shown | Should -BeLike '*Nothing was bought. *'
        @(Get-ChildItem -LiteralPath (Join-Path -Path $files -ChildPath 'certificates') -Filter *.pem).Count | Should -BeGreaterThan 0
    }
}
