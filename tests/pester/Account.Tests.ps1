BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module -Name $Manifest -Force
    Connect-DocSigning -Sandbox -JournalPath (Join-Path -Path $TestDrive -ChildPath 'account.db')
}

AfterAll {
    Disconnect-DocSigning -Confirm:$false
}

Describe 'Organizations' {
    It 'are made, changed and submitted' {
        $contact = @{ FirstName = 'Ida'; LastName = 'Berg'; Email = 'ida.berg@fjordlab.example'; JobTitle = 'IT'; Telephone = '+47 1' }
        $new = New-DocSigningOrganization -Name 'Ny AS' -Address 'Torget 2' -City Bergen -State Vestland -Zip 5014 -Country no -Telephone '+47 2' -Contact $contact -Confirm:$false
        $changed = $new | Set-DocSigningOrganizationContact -JobTitle 'IT Operations' -PassThru -Confirm:$false
        "$($changed.Contacts[0].JobTitle) $($changed.Contacts[0].Telephone)" | Should -Be 'IT Operations +47 1'
        ($new | Submit-DocSigningOrganizationValidation -PassThru -Confirm:$false).ValidationStatus | Should -Be 'Pending'
    }
}

Describe 'Before the first order' {
    It 'finds the ids that an order takes, and plans with them' {
        $organization = Get-DocSigningOrganization -Name 'Fjordlab AS' -IncludeContact
        $contact = $organization.Contacts | Where-Object ContactType -eq 'verified_contact'
        "$($contact.ContactId) $($contact.UserId)" | Should -Be '91220 880190'
        ($contact | Get-DocSigningUser).Email | Should -Be 'oskar.lindqvist@fjordlab.example'

        $order = @{ OrganizationId = $organization.OrganizationId; Contact = $contact; ProvisioningMethod = 'ClientApp'; Years = 1 }
        (New-TestPerson Ann | New-DocSigningPlan @order).Action | Should -Be 'Order'
    }

    It 'says whether anything stands in the way' {
        $checks = @(Test-DocSigningConnection -OrganizationId 610233)
        @($checks | Where-Object Passed -eq $false) | Should -BeNullOrEmpty
        $checks.Name | Should -Contain 'OrganizationValidation'
    }

    It 'finds the key''s user' {
        (Get-DocSigningUser -Me).UserId | Should -Be 880145
    }

    It 'shows what may be ordered, and what it costs' {
        (Get-DocSigningProduct | Where-Object IsSupported).NameId | Should -Be 'ds_org_individual'
        $limit = Get-DocSigningContainer -Name 'Fjordlab AS' | Get-DocSigningProductLimit
        "$($limit.Years)" | Should -Be '1 2 3'
        $limit.IssuingCas[0].CaCertId | Should -Match '^[0-9A-F]+$'
        "$((Get-DocSigningPrice).Price)" | Should -Be '489 929 1320'
        (Get-DocSigningBalance).Currency | Should -Be 'USD'
    }
}
