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

    It 'nightly plays night after night, and buys for nobody twice' {
        $example = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs', 'examples', 'nightly.ps1'))
        $path = Join-Path -Path $TestDrive -ChildPath 'nights'
        $list = Join-Path -Path $TestDrive -ChildPath 'people.csv'
        $sandbox = Join-Path -Path $TestDrive -ChildPath 'sandbox.json'
        $staff = 'Ada', 'Bo', 'Eve' | ForEach-Object { New-TestPerson -GivenName $_ }
        $staff | Export-Csv -LiteralPath $list -NoTypeInformation -Encoding UTF8
        $night = "`$env:DOCSIGNING_KEYPASSWORD = 'a long sentence for the keys'; & '$example' -Scope Legal -People '$list' -OrganizationId 610233 " +
            "-ContactUserId 880145 -Path '$path' -SandboxPath '$sandbox' -AgreeToSubscriberAgreement; exit `$LASTEXITCODE"
        $days = "Connect-DocSigning -Sandbox -SandboxPath '$sandbox'; Get-DocSigningRequest -Status Pending | Approve-DocSigningRequest -Confirm:`$false; " +
            'Step-DocSigningSandbox -Days 5 -Confirm:$false; "orders: $(@(Get-DocSigningOrder).Count)"'

        $first = Invoke-ChildShell -Script $night
        $firstCode = $LASTEXITCODE
        $between = Invoke-ChildShell -Script $days
        $second = Invoke-ChildShell -Script $night
        $secondCode = $LASTEXITCODE
        $after = Invoke-ChildShell -Script $days

        $first | Should -BeLike '*Order: 3 *Exit code 0 *'
        $firstCode | Should -Be 0
        $second | Should -BeLike '*Keep: 3 *Exit code 0 *'
        $secondCode | Should -Be 0
        @(Get-ChildItem -Path (Join-Path -Path $path -ChildPath 'certificates') -Recurse -Filter *.pem).Count | Should -Be 3
        @(Get-ChildItem -Path (Join-Path -Path $path -ChildPath 'keys') -Recurse -Filter *.key.pem).Count | Should -Be 3
        $between | Should -BeLike '*orders: 3*'
        $after | Should -BeLike '*orders: 3*'
    }
}
