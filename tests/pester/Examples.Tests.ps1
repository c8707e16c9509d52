# The examples of docs/examples, played to their end in a PowerShell of their own, as README has them started.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $script:Nightly = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'docs', 'examples', 'nightly.ps1'))

    # The folder of a company, its list of people in it.
    function New-Company([string] $Name, [object[]] $Person) {
        $folder = Join-Path -Path $TestDrive -ChildPath $Name
        New-Item -ItemType Directory -Path $folder | Out-Null
        Set-People $folder $Person
        $folder
    }

    function Set-People([string] $Folder, [object[]] $Person) {
        $Person | Export-Csv -LiteralPath (Join-Path -Path $Folder -ChildPath 'people.csv') -NoTypeInformation -Encoding UTF8
    }

    # One night in a PowerShell of its own: what it shows on the host, and how it ends. First is played before it in the same one.
    function Invoke-Night([string] $Folder, [string] $More, [string] $People = "'$Folder/people.csv'", [string] $First) {
        $begin = if (-not (Test-Path -LiteralPath "$Folder/changes.csv")) { '-FirstRun' }
        $script = "$First; `$env:DOCSIGNING_KEYPASSWORD = 'a long sentence for the keys'; & '$Nightly' -Scope Legal -People $People " +
            "-OrganizationId 610233 -ContactUserId 880145 -Path '$Folder' -SandboxPath '$Folder/sandbox.json' -AgreeToSubscriberAgreement $begin $More; exit `$LASTEXITCODE"
        $shown = Invoke-ChildShell -Script $script
        [pscustomobject]@{ Shown = $shown; ExitCode = $LASTEXITCODE }
    }

    # What administrators do by day, and how many orders there are then, by status.
    function Invoke-Day([string] $Folder, [int] $Days) {
        $script = "Connect-DocSigning -Sandbox -SandboxPath '$Folder/sandbox.json'; Get-DocSigningRequest -Status Pending | " +
            "ForEach-Object { `$_ | Approve-DocSigningRequest -Type `$_.Type -Confirm:`$false } | Out-Null; Step-DocSigningSandbox -Days $Days -Confirm:`$false; " +
            '"orders:"; Get-DocSigningOrder | Group-Object Status | Sort-Object Name | ForEach-Object { "$($_.Count) $($_.Name)" }'
        Invoke-ChildShell -Script $script
    }
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
        $company = New-Company 'nights' ('Ada', 'Bo', 'Eve' | ForEach-Object { New-TestPerson -GivenName $_ })
        New-Item -ItemType Directory -Path "$company/reports" | Out-Null
        foreach ($old in "$company/log-2001-01.txt", "$company/reports/2001-01-01.html") {
            Set-Content -LiteralPath $old -Value 'old'
            (Get-Item -LiteralPath $old).LastWriteTime = (Get-Date).AddDays(-401)
        }

        $first = Invoke-Night $company
        $between = Invoke-Day $company -Days 5
        $second = Invoke-Night $company
        $after = Invoke-Day $company -Days 5

        $first.Shown | Should -BeLike '*Order: 3 *Exit code 0 *'
        $first.ExitCode | Should -Be 0
        $second.Shown | Should -BeLike '*Test-DocSigningCertificate: 3 done, 0 failed*Keep: 3 *Exit code 0 *'
        $second.ExitCode | Should -Be 0
        @(Get-ChildItem -Path "$company/certificates" -Recurse -Filter *.pem).Count | Should -Be 3
        @(Get-ChildItem -Path "$company/keys" -Recurse -Filter *.key.pem).Count | Should -Be 3
        $between | Should -BeLike '*orders: 3 *'
        $after | Should -BeLike '*orders: 3 Issued*'

        # The report of the first night is replaced, and of two nights of one day the second stays. What is too old is gone.
        $reports = @(Get-ChildItem -LiteralPath "$company/reports" | Sort-Object -Property Name)
        $reports.Count | Should -Be 2
        $reports[1].Name | Should -Be 'latest.html'
        (Get-FileHash -LiteralPath $reports[0].FullName).Hash | Should -Be (Get-FileHash -LiteralPath $reports[1].FullName).Hash
        @(Get-ChildItem -LiteralPath $company -Filter log-*.txt).Count | Should -Be 1
    }

    It 'nightly goes on where a kill between two orders has left it' {
        $company = New-Company 'killed' ('Ada', 'Bo', 'Eve' | ForEach-Object { New-TestPerson -GivenName $_ })
        $kill = 'function New-DocSigningOrder {
            param([Parameter(ValueFromPipeline)] $Csr, $OrganizationId, $Contact, $Years, [switch] $AgreeToSubscriberAgreement)
            process {
                $PSBoundParameters.Remove("Csr") | Out-Null
                $Csr | DigiCertDocSign\New-DocSigningOrder @PSBoundParameters
                Stop-Process -Id $PID -Force
            }
        }'

        $killed = Invoke-Night $company -First $kill
        $next = Invoke-Night $company
        $after = Invoke-Day $company -Days 5

        $killed.ExitCode | Should -Not -Be 0
        $killed.Shown | Should -BeLike '*-- Order*'
        $killed.Shown | Should -Not -BeLike '*-- Renew*'
        $next.Shown | Should -BeLike '*Keep: 1 *Order: 2 *Exit code 0 *'
        $after | Should -BeLike '*orders: 3 Issued*'
        @(Get-ChildItem -Path "$company/keys" -Recurse -Filter *.key.pem).Count | Should -Be 3
    }

    It 'nightly tells by its exit code what went wrong, and names nobody where it is quiet' {
        $dash = New-TestPerson -GivenName 'Ida'
        $dash.GivenName = '-Ida'
        $company = New-Company 'codes' @($dash, (New-TestPerson -GivenName 'Zoe' -Phone ' '))

        $faulty = Invoke-Night $company -More '-Quiet'
        $changes = Get-Content -LiteralPath "$company/changes.csv" -Raw
        $moved = New-TestPerson -GivenName 'Ida'
        $moved.GivenName = '-Ida'
        $moved.EmailAddress = 'elsewhere@fjordlab.example'
        Set-People $company $moved
        $look = Invoke-Night $company -More '-Quiet -AllowSmaller'
        $seen = Get-Content -LiteralPath "$company/changes.csv" -Raw
        $halfway = Invoke-Night $company -People "{ Import-Csv -LiteralPath '$company/people.csv'; Write-Error 'The directory is gone.' }"
        $nobody = Invoke-Night $company -People '{ }'
        $offline = Invoke-Night $company -First 'function Sync-DocSigningJournal { Write-Error "No network." }'

        $faulty.ExitCode | Should -Be 1
        $faulty.Shown | Should -BeLike '*Order: 1 *Exit code 1 *'
        $faulty.Shown | Should -Not -Match 'Ida|Zoe|@fjordlab'
        Get-Content -Path "$company/log-*.txt" -Raw | Should -Match '(?s)Ida Berg.*@fjordlab'
        $changes | Should -Match '"''-Ida Berg"'
        $look.ExitCode | Should -Be 3
        $look.Shown | Should -BeLike '*Look: *Exit code 3 *'
        $look.Shown | Should -Not -Match 'Ida|Zoe|@fjordlab'
        $halfway.ExitCode | Should -Be 2
        $halfway.Shown | Should -BeLike '*The directory is gone.*Exit code 2 *'
        $halfway.Shown | Should -Not -BeLike '*-- Compare*'
        $nobody.ExitCode | Should -Be 2
        $nobody.Shown | Should -BeLike '*-- Compare*Exit code 2 *'
        $nobody.Shown | Should -Not -BeLike '*-- Keys*'
        $offline.ExitCode | Should -Be 2
        $offline.Shown | Should -BeLike '*-- Sync*No network.*Exit code 2 *'
        $offline.Shown | Should -Not -BeLike '*-- People*'
        Get-Content -LiteralPath "$company/changes.csv" -Raw | Should -Be $seen
    }

    It 'nightly revokes for a leaver when the grace is over' {
        $staff = 'Ada', 'Bo', 'Eve' | ForEach-Object { New-TestPerson -GivenName $_ }
        $company = New-Company 'leaver' $staff
        Invoke-Night $company | Out-Null
        Invoke-Day $company -Days 5 | Out-Null
        Invoke-Night $company | Out-Null
        Set-People $company $staff[0..1]

        $grace = Invoke-Night $company -More '-IncludeLeavers -AllowSmaller'
        $within = Invoke-Day $company -Days 8
        $over = Invoke-Night $company -More '-IncludeLeavers -AllowSmaller'
        $after = Invoke-Day $company -Days 1

        $grace.Shown | Should -BeLike '*Keep: 3 *Exit code 0 *'
        $within | Should -BeLike '*orders: 3 Issued*'
        $over.Shown | Should -BeLike '*Keep: 2 *Revoke: 1 *Exit code 0 *'
        $after | Should -BeLike '*orders: 2 Issued 1 Revoked*'
    }
}
