BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module -Name $Manifest -Force
    $script:password = ConvertTo-TestSecret 'a long sentence for the keys'
    $script:order = Get-TestOrderArgument
}

Describe 'These tests' {
    It 'use every cmdlet of the module' {
        $files = Get-ChildItem -LiteralPath $PSScriptRoot -Filter '*.Tests.ps1'
        $used = foreach ($file in $files) {
            $tree = [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref] $null, [ref] $null)
            $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) | ForEach-Object { $_.GetCommandName() }
        }

        (Get-Command -Module DigiCertDocSign).Name | Where-Object { $_ -notin $used } | Should -BeNullOrEmpty
    }
}

Describe 'Plan, order and journal' {
    BeforeAll {
        Connect-DocSigning -Sandbox -JournalPath (Join-Path -Path $TestDrive -ChildPath 'plan.db')
    }

    AfterAll {
        Disconnect-DocSigning -Confirm:$false
    }

    It 'plans what is then ordered, once, and remembers it' {
        $order.Remove('Confirm')
        $plan = @((New-TestPerson Ann), (New-TestPerson Bo '') | New-DocSigningPlan @order)
        "$($plan.Action)" | Should -Be 'Order Faulty'
        Get-DocSigningJournal | Should -BeNullOrEmpty -Because 'a plan places nothing'
        "$($plan[0].Plan)" | Should -BeLike '*1*'

        $placed = @($plan | New-DocSigningOrder -AgreeToSubscriberAgreement -Confirm:$false -WarningAction SilentlyContinue -WarningVariable leftOut)
        $placed.Email | Should -Be 'ann@fjordlab.example'
        "$leftOut" | Should -BeLike '*Bo Berg*no phone number*'

        $journal = @(Get-DocSigningJournal)
        "$($journal.State) $($journal.OrderId)" | Should -Be "Placed $($placed.OrderId)"
        (New-TestPerson Ann | New-DocSigningPlan @order).Action | Should -Be 'AlreadyOrdered'
    }
}

Describe 'An order whose answer was lost' {
    AfterEach {
        Disconnect-DocSigning -Confirm:$false
    }

    It 'is found again and not bought twice' {
        Connect-DocSigning -Sandbox -JournalPath (Join-Path -Path $TestDrive -ChildPath 'lost.db') -SandboxFault @{ Fault = 'DropAfterCommit'; Route = 'POST order/certificate/ds_org_individual'; Calls = 1 }
        $order = Get-TestOrderArgument
        $person = New-TestPerson Ann
        $person | New-DocSigningOrder @order -PatienceSec 0 -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        Get-DocSigningJournal | Resume-DocSigningOrder -Confirm:$false | Out-Null

        $journal = @(Get-DocSigningJournal)
        "$($journal.State)" | Should -Be 'Placed'
        ($person | New-DocSigningOrder @order -WarningAction SilentlyContinue).OrderId | Should -Be $journal[0].OrderId
        @(Get-DocSigningRequest -Status pending | Where-Object { $_.CommonName -eq 'Ann Berg' }).Count | Should -Be 1
    }
}

Describe 'Keys, CSRs and certificates' {
    BeforeAll {
        Connect-DocSigning -Sandbox -SandboxValidationSec 0 -JournalPath (Join-Path -Path $TestDrive -ChildPath 'keys.db')
        $script:folder = Join-Path -Path $TestDrive -ChildPath 'keys'
    }

    AfterAll {
        Disconnect-DocSigning -Confirm:$false
    }

    It 'says beforehand whether keys can be made' {
        $checks = @(Test-DocSigningKeyStore -KeyDirectory $folder -KeyPassword $password)
        $checks.Count | Should -BeGreaterThan 0
        # A file is no certified hardware, and that is said.
        @($checks | Where-Object { -not $_.Passed }).Check | Should -Be 'Certification'
    }

    It 'renews an order with what it hands on, and once' {
        $order = Get-TestOrderArgument
        $order.ProvisioningMethod = 'Email'
        $old = New-TestPerson Cecilie |
            New-DocSigningCsr -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm P256 -Confirm:$false |
            New-DocSigningOrder @order
        $old | Approve-DocSigningRequest -Confirm:$false
        ($old | Wait-DocSigningOrder -TimeoutSec 60 -PollIntervalSec 1).Status | Should -Be 'Issued'

        $renewal = @{ ReuseKey = $true; RenewWithin = 400; AgreeToSubscriberAgreement = $true; Confirm = $false }
        $new = $old | New-DocSigningRenewal @renewal
        $new.KeyReference | Should -Be $old.KeyReference
        ($old | New-DocSigningRenewal @renewal -WarningAction SilentlyContinue -WarningVariable told).OrderId | Should -Be $new.OrderId
        "$told" | Should -Match "renewed already by order $($new.OrderId)"
    }

    It 'gives a pending order its CSR, and puts the certificate beside the key' {
        $order = Get-TestOrderArgument
        $person = New-TestPerson Cara
        $pending = $person | New-DocSigningOrder @order
        $pending | Approve-DocSigningRequest -Confirm:$false
        $csr = $person | New-DocSigningCsr -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm P256 -Confirm:$false
        $pending | Update-DocSigningCsr -Csr $csr -Confirm:$false
        ($pending | Wait-DocSigningOrder -TimeoutSec 60 -PollIntervalSec 1).Status | Should -Be 'Issued'

        $installed = $pending | Install-DocSigningCertificate -KeyPassword $password -Confirm:$false
        Test-Path -LiteralPath $installed.Location | Should -BeTrue
        Split-Path -Path $installed.Location -Parent | Should -Be $folder

        $listed = $pending.OrderId | Get-DocSigningCertificate
        "$($listed.State) $($listed.IsCurrent)" | Should -Be 'Issued True'
        $listed.SerialNumber | Should -Be $installed.SerialNumber
        ($listed | Test-DocSigningCertificate -KeyPassword $password | Where-Object Check -EQ 'Key').Passed | Should -BeTrue
    }
}

Describe 'Lost, and left' {
    BeforeAll {
        Connect-DocSigning -Sandbox -SandboxValidationSec 0 -JournalPath (Join-Path -Path $TestDrive -ChildPath 'lost.db')
        $script:folder = Join-Path -Path $TestDrive -ChildPath 'lost'
    }

    AfterAll {
        Disconnect-DocSigning -Confirm:$false
    }

    It 'gives a person a certificate for a new key, and revokes it when she leaves' {
        $key = @{ KeyPassword = $password; KeyAlgorithm = 'P256'; Confirm = $false }
        $order = Get-TestOrderArgument
        $person = New-TestPerson Dora
        $placed = $person | New-DocSigningCsr -KeyDirectory $folder @key | New-DocSigningOrder @order
        $placed | Approve-DocSigningRequest -Confirm:$false
        $old = ($placed | Wait-DocSigningOrder -TimeoutSec 60 -PollIntervalSec 1).CertificateId

        $new = $person | New-DocSigningCsr -KeyDirectory (Join-Path -Path $folder -ChildPath 'new') @key
        $new | Request-DocSigningReissue -OrderId $placed.OrderId -Reason TokenLost -SkipApproval -Confirm:$false
        $reissued = $placed | Get-DocSigningOrder
        $reissued.CertificateId | Should -Not -Be $old

        $revoke = @{ Reason = 'AffiliationChanged'; WarningVariable = 'waits'; WarningAction = 'SilentlyContinue'; Confirm = $false }
        $reissued | Revoke-DocSigningCertificate @revoke
        "$waits" | Should -BeLike '*Approve-DocSigningRequest -RequestId*'
        Approve-DocSigningRequest -OrderId $placed.OrderId -Type Revoke -Confirm:$false
        ($placed | Get-DocSigningOrder).Status | Should -Be 'Revoked'
        "$((Get-DocSigningJournal -TargetOrderId $placed.OrderId).Kind)" | Should -Be 'Reissue Revocation'
    }
}

Describe 'The company of the sandbox' {
    AfterAll {
        Disconnect-DocSigning -Confirm:$false
    }

    It 'has orders in every state, and a clock that can be turned' {
        Connect-DocSigning -Sandbox -SandboxCompany -SandboxDate 2027-01-04
        @(Get-DocSigningOrder -Status Pending).Count | Should -Be 7
        Step-DocSigningSandbox -Days 3 -Confirm:$false
        @(Get-DocSigningOrder -Status Pending).Count | Should -Be 0
    }
}

Describe 'Changing one''s mind' {
    BeforeAll {
        Connect-DocSigning -Sandbox -JournalPath (Join-Path -Path $TestDrive -ChildPath 'mind.db')
    }

    AfterAll {
        Disconnect-DocSigning -Confirm:$false
    }

    It 'rejects a request, cancels an order, and finds both afterwards' {
        $twoOrders = Get-TestOrderArgument
        $placed = @((New-TestPerson Ann), (New-TestPerson Bo) | New-DocSigningOrder @twoOrders)
        ($placed[0] | Deny-DocSigningRequest -Comment 'Not in the budget' -PassThru -Confirm:$false).Status | Should -Be 'Rejected'
        $placed[1] | Approve-DocSigningRequest -Confirm:$false
        ($placed[1] | Stop-DocSigningOrder -Note 'Has left' -PassThru -Confirm:$false).Status | Should -Be 'Canceled'
        "$((Get-DocSigningOrder -Status Rejected, Canceled -Name '* Berg' | Sort-Object OrderId).OrderId)" | Should -Be "$($placed.OrderId)"
    }

    It 'fills a journal that was lost from the account, and clears away what has ended' {
        $twoOrders = Get-TestOrderArgument
        $placed = @((New-TestPerson Cai), (New-TestPerson Dag) | New-DocSigningOrder @twoOrders)
        $placed[0] | Deny-DocSigningRequest -Confirm:$false
        (Sync-DocSigningJournal -Confirm:$false).Closed | Should -BeGreaterThan 0
        Remove-DocSigningJournalEntry -ClosedBefore (Get-Date).AddDays(1) -Confirm:$false
        "$((Get-DocSigningJournal -State Closed, Placed | Where-Object OrderId -in $placed.OrderId).OrderId)" | Should -Be "$($placed[1].OrderId)"
        (Sync-DocSigningJournal -Confirm:$false).Added | Should -BeGreaterThan 0
    }

    It 'says what a list of people needs' {
        $oneOrder = Get-TestOrderArgument
        $null = New-TestPerson Eli | New-DocSigningOrder @oneOrder
        $changes = @((New-TestPerson Eli), (New-TestPerson Fay) | Compare-DocSigningDirectory -Scope Pester -Confirm:$false)
        "$($changes[0..1].Kind)" | Should -Be 'Keep Order'
        $changes[1].Price | Should -BeGreaterThan 0
    }

    It 'says how a run went, and writes it all into a report' {
        $oneOrder = Get-TestOrderArgument
        $null = New-TestPerson Dora | New-DocSigningOrder @oneOrder -InformationVariable run
        $page = Join-Path -Path $TestDrive -ChildPath 'report.html'
        (Export-DocSigningReport -Path $page -InformationVariable +run).Orders | Should -BeGreaterThan 0
        ($run.MessageData | Measure-Object -Property ExitCode -Maximum).Maximum | Should -Be 0
        Get-Content -LiteralPath $page -Raw | Should -Match 'Dora Berg'
    }

    It 'keeps an order up: its mails, its users, its notes' {
        $oneOrder = Get-TestOrderArgument
        $kept = New-TestPerson Cy | New-DocSigningOrder @oneOrder
        $kept | Approve-DocSigningRequest -Confirm:$false
        $set = $kept | Set-DocSigningOrder -AdditionalEmail 'pki@fjordlab.example' -UserId 880190 -RenewalMail Off -PassThru -Confirm:$false
        "$($set.AdditionalEmails) $($set.UserIds) $($set.RenewalMail)" | Should -Be 'pki@fjordlab.example 880190 Off'
        ($kept | Add-DocSigningOrderNote -Text 'Ticket LEG-204' -PassThru -Confirm:$false).Notes.Text | Should -Contain 'Ticket LEG-204'
        $kept | Send-DocSigningOrderMail -Confirm:$false
    }
}
