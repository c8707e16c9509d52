# README's own lines, as a reader types them: in the sandbox they work as they stand.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module -Name $Manifest -Force

    $readme = Get-Content -LiteralPath "$PSScriptRoot/../../README.md" -Raw -Encoding UTF8
    $script:Blocks = @([regex]::Matches($readme, '(?ms)^ *```powershell\r?\n(.*?)^ *```') | ForEach-Object { $_.Groups[1].Value })

    # What a reader has, and a test has not.
    function Get-ADUser {
        param([string] $Filter, [string[]] $Properties)

        foreach ($person in @('Mira', 'Solberg'), @('Lars', 'Dahl')) {
            [pscustomobject]@{
                GivenName    = $person[0]
                Surname      = $person[1]
                Title        = 'Counsel'
                OfficePhone  = '+47 55 50 01 42'
                EmailAddress = "$($person[0]).$($person[1])@readme.example"
                Enabled      = $true
            }
        }
    }

    function Read-Host {
        param([string] $Prompt, [switch] $AsSecureString)

        ConvertTo-TestSecret 'a long sentence of the reader'
    }

    function Get-ReadmeBlock {
        param([string] $With)

        @($script:Blocks | Where-Object { $_.Contains($With) })[0]
    }
}

AfterAll {
    Disconnect-DocSigning -Confirm:$false
}

Describe 'README' {
    It 'leads from people to proven certificates' {
        Push-Location -LiteralPath $TestDrive
        try {
            $ConfirmPreference = 'None'
            . ([scriptblock]::Create((Get-ReadmeBlock -With 'Connect-DocSigning -Sandbox'))) | Out-Null
            . ([scriptblock]::Create((Get-ReadmeBlock -With 'New-DocSigningPlan'))) | Out-Null
            $proofs = @(. ([scriptblock]::Create((Get-ReadmeBlock -With 'Wait-DocSigningOrder'))))

            @($orders).Count | Should -Be 2
            @(Get-ChildItem -Path (Join-Path $TestDrive 'certificates') -Filter *.pfx).Count | Should -Be 2
            $checks = @($proofs | Where-Object { $_.PSObject.TypeNames -contains 'DigiCertDocSign.CertificateCheck' })
            $checks.Count | Should -BeGreaterThan 10
            @($checks | Where-Object { $_.Passed -ne $true }).Count | Should -Be 0
        }
        finally {
            Pop-Location
        }
    }

    It 'has no block that connects twice, where the second would replace the first' {
        @($script:Blocks | Where-Object { [regex]::Matches($_, '(?m)^ *Connect-DocSigning').Count -gt 1 }).Count | Should -Be 0
    }
}

Describe 'about_DocSigning' {
    It 'leads from people to certificates in files, line by line' {
        $about = Get-Content -LiteralPath "$PSScriptRoot/../../docs/en-US/about_DocSigning.md" -Raw -Encoding UTF8
        $job = @([regex]::Matches($about, '(?ms)^```powershell\r?\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value })[0]
        $ConfirmPreference = 'None'
        Push-Location -LiteralPath $TestDrive
        try {
            . ([scriptblock]::Create($job))
        }
        finally {
            Pop-Location
        }

        @(Get-ChildItem -Path (Join-Path -Path $TestDrive -ChildPath 'docsigning') -Filter *.pfx).Count | Should -Be 1
        @($orders).Count | Should -Be 1
        ($orders | Get-DocSigningOrderStatus).Status | Should -Be 'Issued'
    }
}
