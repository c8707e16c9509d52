BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module -Name $Manifest -Force
    $script:password = ConvertTo-TestSecret 'a long sentence for the keys'
}

Describe 'From directory users to proven files' {
    BeforeAll {
        Connect-DocSigning -Sandbox -SandboxValidationSec 0
        $script:folder = Join-Path -Path $TestDrive -ChildPath 'job'
        $team = @(
            [pscustomobject]@{ GivenName = 'Mira'; Surname = 'Solberg'; Title = 'Contract Manager'; OfficePhone = '+47 55 50 01 42'; EmailAddress = 'mira@fjordlab.example' }
            [pscustomobject]@{ GivenName = 'Lars'; Surname = 'Dahl'; Title = 'Buyer'; OfficePhone = $null; EmailAddress = 'lars@fjordlab.example' }
            [pscustomobject]@{ GivenName = "J$([char]0xFC)rgen"; Surname = "Gr$([char]0xF6)$([char]0xDF)mann"; Title = 'Prokurist'; OfficePhone = '+49 40 555 01 17'; EmailAddress = 'juergen@fjordlab.example' }
        )
        $order = Get-TestOrderArgument
        $order.ProvisioningMethod = 'Email'
        $script:csrs = @($team | New-DocSigningCsr -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm P256 -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable rowFaults)
        $script:rowFaults = $rowFaults
        $script:orders = @($csrs | New-DocSigningOrder @order)
        $script:approved = @($orders | Approve-DocSigningRequest -PassThru -Confirm:$false)
        $script:waited = @($orders | Wait-DocSigningOrder -TimeoutSec 60 -PollIntervalSec 1)
        $script:saved = @($orders | Save-DocSigningCertificate -Path $folder -Format Pfx, PemChain -KeyPassword $password -Password $password -Confirm:$false)
    }

    AfterAll {
        Disconnect-DocSigning -Confirm:$false
    }

    It 'refuses the row without a phone number and goes on with the others' {
        $csrs.Count | Should -Be 2
        @($rowFaults).Count | Should -Be 1
        $rowFaults[0].FullyQualifiedErrorId | Should -BeLike 'PhoneMissing,*'
        $rowFaults[0].TargetObject.GivenName | Should -Be 'Lars'
    }

    It 'orders each person once, by name and exactly as written' {
        $orders.Count | Should -Be 2
        $orders[1].Surname | Should -BeExactly "Gr$([char]0xF6)$([char]0xDF)mann"
        $orders | ForEach-Object { $_.Sandbox } | Should -Be @($true, $true)
        $orders[0].NextAction | Should -BeLike '*Approve-DocSigningRequest*'
    }

    It 'approves and waits until all are issued' {
        ($approved | ForEach-Object { $_.Status }) | Should -Be @('Approved', 'Approved')
        ($waited | ForEach-Object { $_.Status }) | Should -Be @('Issued', 'Issued')
    }

    It 'saves a PFX that the platform opens, with its private key' {
        $pfx = $saved | Where-Object { "$($_.Format)" -eq 'Pfx' } | Select-Object -First 1
        $certificate = New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList $pfx.Path, $password
        $certificate.HasPrivateKey | Should -BeTrue
        $certificate.Thumbprint | Should -Be $pfx.Thumbprint
        $certificate.Dispose()
    }

    It 'proves each certificate against its order and key' {
        $findings = @($orders | Test-DocSigningCertificate -KeyPassword $password)
        $findings.Count | Should -BeGreaterThan 10
        @($findings | Where-Object { -not $_.Passed }) | Should -BeNullOrEmpty
    }

    It 'takes the id as a number, as text, as an order or as a status' {
        $id = $orders[0].OrderId
        foreach ($form in $id, "$id", $orders[0], (Get-DocSigningOrder -OrderId $id), (Get-DocSigningOrderStatus -OrderId $id)) {
            ($form | Get-DocSigningOrder).OrderId | Should -Be $id -Because $form.GetType().Name
            (Get-DocSigningOrder -OrderId $form).OrderId | Should -Be $id -Because $form.GetType().Name
        }
    }

    It 'asks for no further order than Select-Object -First wants' {
        @(1..3 | ForEach-Object { $orders[0].OrderId } | Get-DocSigningOrder | Select-Object -First 1).Count | Should -Be 1
        @(Get-DocSigningRequest | Select-Object -First 1).Count | Should -Be 1
    }

    It 'places nothing under -WhatIf' {
        $order = Get-TestOrderArgument
        $before = @(Get-DocSigningRequest).Count
        $csrs | New-DocSigningOrder @order -WhatIf
        @(Get-DocSigningRequest).Count | Should -Be $before
    }

    It 'works in parallel runspaces that are given the connection' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $connection = Get-DocSigningConnection
        $module = $Manifest
        # In a string, since Windows PowerShell has no -Parallel and would stumble over $using: outside of a job.
        $parallel = [scriptblock]::Create('param($Ids, $Connection, $Module) $Ids | ForEach-Object -Parallel { Import-Module -Name $using:Module; Get-DocSigningOrder -OrderId $_ -Connection $using:Connection }')
        $found = @(& $parallel @($orders | ForEach-Object { $_.OrderId }) $connection $module)
        ($found | ForEach-Object { $_.OrderId } | Sort-Object) | Should -Be ($orders | ForEach-Object { $_.OrderId } | Sort-Object)
    }

    It 'never shows a secret' {
        $text = ($csrs + $orders + $saved + @(Get-DocSigningConnection)) | Format-List -Property * | Out-String
        $text | Should -Not -Match 'a long sentence for the keys'
        $text | Should -Not -Match 'PRIVATE KEY'
    }
}

Describe 'Errors' {
    It 'says how to connect when there is no connection' {
        { Get-DocSigningOrder -OrderId 1 -ErrorAction Stop } | Should -Throw -ErrorId 'NotConnected,*' -ExpectedMessage '*Connect-DocSigning*'
    }

    It 'reports <ErrorId> before anything is sent' -TestCases @(
        @{ ErrorId = 'AgreementMissing'; Change = @{ AgreeToSubscriberAgreement = $false } }
        @{ ErrorId = 'ValidityOutOfRange'; Change = @{ Years = 4 } }
        @{ ErrorId = 'ContactTypeUnknown'; Change = @{ Contact = @{ ContactType = 'boss'; UserId = 1 } } }
    ) {
        param($ErrorId, $Change)

        Connect-DocSigning -Sandbox
        $order = Get-TestOrderArgument
        foreach ($name in $Change.Keys) {
            $order[$name] = $Change[$name]
        }

        try {
            { New-DocSigningOrder -GivenName Ann -Surname Berg -JobTitle Buyer -Phone '+47 1' -Email ann@fjordlab.example @order -ErrorAction Stop } |
                Should -Throw -ErrorId "$ErrorId,*"
            @(Get-DocSigningRequest -Status pending | Where-Object { $_.CommonName -eq 'Ann Berg' }) | Should -BeNullOrEmpty
        }
        finally {
            Disconnect-DocSigning -Confirm:$false
        }
    }
}
