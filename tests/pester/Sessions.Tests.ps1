# What administrators do around the module: transcripts, jobs, strict mode, constrained language.

BeforeDiscovery {
    # PowerShell starts a job with the program beside pwsh.dll. In the package of NuGet, of which a clone's shell is, that is one for x64 and
    # for Linux or Windows alone.
    $isOfClone = [System.IO.Path]::GetFileNameWithoutExtension((Get-Process -Id $PID).Path) -eq 'dotnet'
    $isFitting = -not $IsMacOS -and [System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture -eq 'X64'
    $script:hasJobs = $isFitting -or -not $isOfClone
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module -Name $Manifest -Force
    $script:password = ConvertTo-TestSecret 'a long sentence for the keys'
}

Describe 'A transcript' {
    It 'has the run in it, and no secret' {
        $transcript = Join-Path -Path $TestDrive -ChildPath 'transcript.txt'
        $keys = Join-Path -Path $TestDrive -ChildPath 'transcribed'
        $shown = Invoke-ChildShell -Script @"
Start-Transcript -Path '$transcript' | Out-Null
`$password = ConvertTo-TestSecret ('a long sentence ' + 'for the keys')
`$VerbosePreference = `$DebugPreference = `$InformationPreference = 'Continue'
Connect-DocSigning -Sandbox -SandboxApprovalSec 0 -SandboxValidationSec 0
`$order = Get-TestOrderArgument
`$order.PaymentMethod = 'Card'
`$order.CreditCard = @{ Number = ConvertTo-TestSecret ('4111' + '111111111111'); ExpirationMonth = '11'; ExpirationYear = "`$((Get-Date).Year + 2)"; Cvv = ConvertTo-TestSecret ('90' + '17'); CardholderName = 'Ann Berg' }
`$order.BillingAddress = @{ Address = 'Kaien 1'; City = 'Bergen'; Country = 'NO'; Zip = '5003' }
New-TestPerson Ann | New-DocSigningCsr -KeyDirectory '$keys' -KeyPassword `$password -KeyAlgorithm P256 -Confirm:`$false | Tee-Object -Variable csr | Format-List *
`$csr | New-DocSigningOrder @order | Tee-Object -Variable placed | Format-List *
`$placed | Wait-DocSigningOrder -TimeoutSec 60 -PollIntervalSec 1 | Format-List *
`$placed | Save-DocSigningCertificate -Path '$keys' -Format Pfx -KeyPassword `$password -Password `$password -Confirm:`$false | Format-List *
New-TestPerson Bo '' | New-DocSigningOrder @order
Stop-Transcript | Out-Null
'the end'
"@
        $text = Get-Content -LiteralPath $transcript -Raw
        $shown | Should -BeLike '*the end*'
        foreach ($place in $text, $shown) {
            $place | Should -BeLike '*ann@fjordlab.example*'
            $place | Should -BeLike '*.pfx*'
            $place | Should -BeLike '*no phone number found*'
            $place | Should -Not -Match 'a long sentence for the keys|4111111111111111|9017|PRIVATE KEY'
        }
    }
}

Describe 'Jobs' {
    It 'make keys in a job, whose objects are ordered for here' -Skip:(-not $hasJobs) {
        $job = Start-Job -ArgumentList $PSScriptRoot, (Join-Path -Path $TestDrive -ChildPath 'job') -ScriptBlock {
            param($Folder, $Keys)
            . "$Folder/Common.ps1"
            Import-Module -Name $Manifest
            New-TestPerson Ann | New-DocSigningCsr -KeyDirectory $Keys -KeyPassword (ConvertTo-TestSecret 'a long sentence for the keys') -KeyAlgorithm P256 -Confirm:$false
        }
        $csr = $job | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop

        Connect-DocSigning -Sandbox -SandboxApprovalSec 0 -SandboxValidationSec 0
        try {
            $order = Get-TestOrderArgument
            $placed = $csr | New-DocSigningOrder @order -ErrorAction Stop
            ($placed | Wait-DocSigningOrder -TimeoutSec 60 -PollIntervalSec 1).Status | Should -Be 'Issued'
            @($placed | Test-DocSigningCertificate -KeyPassword $password | Where-Object { -not $_.Passed }) | Should -BeNullOrEmpty
        }
        finally {
            Disconnect-DocSigning -Confirm:$false
        }
    }

    It 'say that a connection does not travel into another process' -Skip:(-not $hasJobs) {
        $connection = Connect-DocSigning -Sandbox -PassThru
        try {
            $job = Start-Job -ArgumentList $PSScriptRoot, $connection -ScriptBlock {
                param($Folder, $Connection)
                . "$Folder/Common.ps1"
                Import-Module -Name $Manifest
                try { Get-DocSigningRequest -Connection $Connection -ErrorAction Stop } catch { "$_" }
            }
            "$($job | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop)" | Should -BeLike '*The connection comes from another process, as with Start-Job*use Start-ThreadJob*'
        }
        finally {
            Disconnect-DocSigning -Confirm:$false
        }
    }

    It 'order in thread jobs that are given the connection' -Skip:(-not (Get-Command -Name Start-ThreadJob -ErrorAction SilentlyContinue)) {
        $connection = Connect-DocSigning -Sandbox -PassThru
        try {
            $work = {
                param($Folder, $Name, $Connection)
                . "$Folder/Common.ps1"
                Import-Module -Name $Manifest
                $order = Get-TestOrderArgument
                New-TestPerson $Name | New-DocSigningOrder @order -Connection $Connection
            }
            $jobs = foreach ($name in 'Ann', 'Bo', 'Cara') { Start-ThreadJob -ScriptBlock $work -ArgumentList $PSScriptRoot, $name, $connection }
            $placed = @($jobs | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop)

            ($placed.GivenName | Sort-Object) -join ' ' | Should -Be 'Ann Bo Cara'
            @(Get-DocSigningRequest -Status pending | Where-Object { $_.CommonName -like '* Berg' }).Count | Should -Be 3
        }
        finally {
            Disconnect-DocSigning -Confirm:$false
        }
    }
}

Describe 'Strict mode' {
    It 'is no hindrance, with people who lack properties, with hashtables and with rows' {
        Set-StrictMode -Version Latest
        Connect-DocSigning -Sandbox
        try {
            $order = Get-TestOrderArgument
            $rows = 'GivenName,Surname,JobTitle,Phone,Email', 'Ann,Berg,Buyer,+47 1,ann@fjordlab.example' | ConvertFrom-Csv
            $people = @($rows) + @(@{ GivenName = 'Bo'; Surname = 'Berg'; JobTitle = 'Buyer'; Phone = '+47 1'; Email = 'bo@fjordlab.example' }) + @([pscustomobject]@{ GivenName = 'Cara' })
            $placed = @($people | New-DocSigningOrder @order -ErrorAction SilentlyContinue -ErrorVariable faults)

            $placed.GivenName | Should -Be @('Ann', 'Bo')
            @($faults).Count | Should -Be 1
            $placed | Get-DocSigningOrderStatus | ForEach-Object { $_.Status } | Should -Be @('NeedsApproval', 'NeedsApproval')
            $placed | Format-Table | Out-String | Should -BeLike '*Ann Berg*'
        }
        finally {
            Disconnect-DocSigning -Confirm:$false
        }
    }
}

Describe 'A run that is cut short' {
    BeforeEach {
        Connect-DocSigning -Sandbox -JournalPath (Join-Path -Path $TestDrive -ChildPath ([System.IO.Path]::GetRandomFileName()))
        $script:order = Get-TestOrderArgument
        $script:people = (New-TestPerson Ann), (New-TestPerson Bo ''), (New-TestPerson Cara)
    }

    AfterEach {
        Disconnect-DocSigning -Confirm:$false
    }

    It 'has placed what the journal says: -ErrorAction Stop' {
        { $people | New-DocSigningOrder @order -ErrorAction Stop } | Should -Throw -ErrorId 'PhoneMissing,*'
        $journal = @(Get-DocSigningJournal)
        "$($journal.State | Select-Object -Unique)" | Should -BeIn 'Placed', ''
        @(Get-DocSigningRequest -Status pending | Where-Object { $_.CommonName -like '* Berg' }).Count | Should -Be $journal.Count
    }

    It 'has placed what the journal says: Select-Object -First' {
        $first = @($people | New-DocSigningOrder @order -ErrorAction SilentlyContinue | Select-Object -First 1)
        $first.GivenName | Should -Be 'Ann'
        $journal = @(Get-DocSigningJournal)
        "$($journal.State | Select-Object -Unique)" | Should -Be 'Placed'
        @(Get-DocSigningRequest -Status pending | Where-Object { $_.CommonName -like '* Berg' }).Count | Should -Be $journal.Count
    }
}

Describe 'Constrained language, as on machines under application control' {
    BeforeEach {
        # The module is trusted there and is imported as anywhere; the scripts around it are not.
        $script:shell = [powershell]::Create()
        [void] $shell.AddScript("Import-Module -Name '$Manifest'").Invoke()
        $shell.Runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
    }

    AfterEach {
        $shell.Dispose()
    }

    It 'takes hashtables and rows for <Parameter>' -TestCases @(
        @{ Parameter = 'Contact'; Change = '$order.Contact = "ContactType,UserId,FirstName", "organization_contact,880145," | ConvertFrom-Csv' }
        @{ Parameter = 'Organization'; Change = '$order.Remove("OrganizationId"); $order.Contact.UserId = $null; $order.Contact += @{ FirstName = "Eva"; LastName = "Moe"; Email = "eva@fjordlab.example"; JobTitle = "CEO"; Telephone = "+47 2" }; $order.Organization = @{ Name = "Fjord Yard AS"; Address = "Kaien 1"; City = "Bergen"; State = "Vestland"; Zip = "5003"; Country = "NO"; Telephone = "+47 3" }' }
        @{ Parameter = 'CreditCard and -BillingAddress'; Change = '$order.PaymentMethod = "Card"; $order.CreditCard = @{ Number = $card; ExpirationMonth = "11"; ExpirationYear = $year; Cvv = $cvv; CardholderName = "Ann Berg"; SetAsDefault = "False" }; $order.BillingAddress = "Address,City,Country,Zip", "Kaien 1,Bergen,NO,5003" | ConvertFrom-Csv' }
        @{ Parameter = 'ShipTo'; Change = '$order.ProvisioningMethod = "ShipToken"; $order.ShipTo = @{ Name = "Ann Berg"; Addr1 = "Kaien 1"; City = "Bergen"; State = "Vestland"; Zip = "5003"; Country = "NO"; Method = "STANDARD" }' }
    ) {
        param($Parameter, $Change)

        $shell.Commands.Clear()
        [void] $shell.AddScript(@"
param(`$card, `$cvv, `$year)
Connect-DocSigning -Sandbox -SandboxFault @{ Fault = 'TooManyRequests'; Route = 'GET request'; Calls = '1' }
`$order = @{ OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; ProvisioningMethod = 'ClientApp'; Years = 1; AgreeToSubscriberAgreement = `$true; Confirm = `$false }
$Change
'GivenName,Surname,JobTitle,Phone,Email', 'Ann,Berg,Buyer,+47 1,ann@fjordlab.example' | ConvertFrom-Csv | New-DocSigningOrder @order
"`$(`$ExecutionContext.SessionState.LanguageMode)"
"@).AddArgument((ConvertTo-TestSecret '4111111111111111')).AddArgument((ConvertTo-TestSecret '917')).AddArgument("$((Get-Date).Year + 2)")
        $placed = @($shell.Invoke())

        "$($shell.Streams.Error)" | Should -BeNullOrEmpty
        $placed[0].GivenName | Should -Be 'Ann'
        "$($placed[-1])" | Should -Be 'ConstrainedLanguage'
    }

    It 'takes a row for SandboxFault' {
        $shell.Commands.Clear()
        [void] $shell.AddScript(@"
Connect-DocSigning -Sandbox -SandboxFault ('Fault,Route,Calls,RetryAfter', 'ServerErrorBeforeCommit,GET finance/balance,1,' | ConvertFrom-Csv)
Get-DocSigningBalance -Verbose
"`$(`$ExecutionContext.SessionState.LanguageMode)"
"@)
        $shown = @($shell.Invoke())

        "$($shell.Streams.Error)" | Should -BeNullOrEmpty
        "$($shell.Streams.Verbose)" | Should -BeLike '*500*' -Because 'the fault of the row is played'
        "$($shown[-1])" | Should -Be 'ConstrainedLanguage'
    }

    It 'says which fields there are, and never shows a secret' {
        $shell.Commands.Clear()
        [void] $shell.AddScript('param($card) New-DocSigningOrder -GivenName Ann -Contact @{ UserNumber = 1 }; New-DocSigningOrder -GivenName Ann -CreditCard @{ Number = $card }')
        [void] $shell.AddArgument('4111111111111111').Invoke()
        $shown = $shell.Streams.Error | Format-List -Property * -Force | Out-String -Width 1000
        $shown | Should -BeLike "*'UserNumber' is none of its keys*UserId*"
        $shown | Should -BeLike '*The value of Number is not a secure string*'
        $shown | Should -Not -BeLike '*4111*' -Because 'a message shows no value of a secret field'
    }
}
