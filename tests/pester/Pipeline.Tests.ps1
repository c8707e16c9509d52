BeforeDiscovery {
    $shapes = @(
        @{ Shape = 'Get-ADUser with friendly names'; Row = [pscustomobject]@{ GivenName = 'Ann'; Surname = 'Berg'; Title = 'Buyer'; OfficePhone = '+47 1'; EmailAddress = 'ann@fjordlab.example'; Enabled = $true } }
        @{ Shape = 'Get-ADUser with LDAP names'; Row = [pscustomobject]@{ givenName = 'Ann'; sn = 'Berg'; title = 'Buyer'; telephoneNumber = '+47 1'; mail = 'ann@fjordlab.example' } }
        @{ Shape = 'Get-ADUser -Properties *, one of two addresses blank'; Row = [pscustomobject]@{ GivenName = 'Ann'; Surname = 'Berg'; Title = 'Buyer'; OfficePhone = '+47 1'; EmailAddress = $null; mail = 'ann@fjordlab.example' } }
        @{ Shape = 'proxyAddresses alone'; Row = [pscustomobject]@{ GivenName = 'Ann'; Surname = 'Berg'; Title = 'Buyer'; OfficePhone = '+47 1'; proxyAddresses = @('smtp:old@fjordlab.example', 'SMTP:ann@fjordlab.example') } }
        @{ Shape = 'Get-MgUser, phones as an array'; Row = [pscustomobject]@{ GivenName = 'Ann'; Surname = 'Berg'; JobTitle = 'Buyer'; BusinessPhones = @('+47 1', '+47 2'); Mail = 'ann@fjordlab.example'; AccountEnabled = $null } }
        @{ Shape = 'Get-MgGroupMember, all in AdditionalProperties'; Row = [pscustomobject]@{ Id = '1'; AdditionalProperties = @{ givenName = 'Ann'; surname = 'Berg'; jobTitle = 'Buyer'; businessPhones = @('+47 1'); mail = 'ann@fjordlab.example' } } }
        @{ Shape = 'Get-AzureADUser'; Row = [pscustomobject]@{ GivenName = 'Ann'; SurName = 'Berg'; JobTitle = 'Buyer'; TelephoneNumber = '+47 1'; Mail = 'ann@fjordlab.example' } }
        @{ Shape = 'Get-MsolUser'; Row = [pscustomobject]@{ FirstName = 'Ann'; LastName = 'Berg'; Title = 'Buyer'; PhoneNumber = '+47 1'; UserPrincipalName = 'ann@fjordlab.example'; ProxyAddresses = @('SMTP:ann@fjordlab.example') } }
        @{ Shape = 'Exchange Get-User'; Row = [pscustomobject]@{ FirstName = 'Ann'; LastName = 'Berg'; Title = 'Buyer'; Phone = '+47 1'; WindowsEmailAddress = 'ann@fjordlab.example' } }
        @{ Shape = 'hashtable'; Row = @{ GivenName = 'Ann'; Surname = 'Berg'; JobTitle = 'Buyer'; Phone = '+47 1'; Email = 'ann@fjordlab.example' } }
        @{ Shape = 'ordered dictionary'; Row = [ordered]@{ GivenName = 'Ann'; Surname = 'Berg'; JobTitle = 'Buyer'; Phone = '+47 1'; Email = 'ann@fjordlab.example' } }
        @{ Shape = 'CSV with blanks in its headings'; Row = ('"First Name","Last Name","Job Title","Work Phone","Work Email"', 'Ann,Berg,Buyer,+47 1,ann@fjordlab.example' | ConvertFrom-Csv) }
        @{ Shape = 'CSV with German headings'; Row = ('Vorname;Nachname;Position;Phone;Email', 'Ann;Berg;Buyer;+47 1;ann@fjordlab.example' | ConvertFrom-Csv -Delimiter ';') }
        @{ Shape = 'deserialized object'; Row = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([pscustomobject]@{ GivenName = 'Ann'; Surname = 'Berg'; JobTitle = 'Buyer'; BusinessPhones = @('+47 1'); Mail = 'ann@fjordlab.example' })) }
    )
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    Import-Module -Name $Manifest -Force
    Connect-DocSigning -Sandbox
    $script:order = Get-TestOrderArgument
    $script:seen = New-Object -TypeName 'System.Collections.Generic.List[long]'
}

AfterAll {
    Disconnect-DocSigning -Confirm:$false
}

Describe 'What administrators pipe in' {
    It 'reads <Shape>' -TestCases $shapes {
        param($Shape, $Row)

        # Each row is the same person, and each is read anew.
        $placed = $Row | New-DocSigningOrder @order -AllowDuplicate -ErrorAction Stop -WarningAction SilentlyContinue | Get-DocSigningOrder
        $placed.OrderId | Should -Not -BeIn $seen
        $seen.Add($placed.OrderId)
        '{0}|{1}|{2}|{3}|{4}' -f $placed.GivenName, $placed.Surname, $placed.JobTitle, $placed.Phone, $placed.Email |
            Should -BeExactly 'Ann|Berg|Buyer|+47 1|ann@fjordlab.example'
    }

    It 'lets -PropertyMap and named parameters win' {
        $person = [pscustomobject]@{ GivenName = 'Ann'; Surname = 'Berg'; Title = 'Dr.'; Role = 'Buyer'; OfficePhone = '+47 1'; EmailAddress = 'old@fjordlab.example' }
        $placed = $person | New-DocSigningOrder @order -PropertyMap @{ JobTitle = 'Role' } -Email 'ann@fjordlab.example' -AllowDuplicate -WarningAction SilentlyContinue | Get-DocSigningOrder
        "$($placed.JobTitle) $($placed.Email)" | Should -BeExactly 'Buyer ann@fjordlab.example'
    }

    It 'refuses <Problem> with <ErrorId>, and places nothing' -TestCases @(
        @{ Problem = 'no e-mail'; ErrorId = 'EmailMissing'; Row = @{ GivenName = 'No'; Surname = 'Order'; JobTitle = 'Buyer'; Phone = '+47 1' } }
        @{ Problem = 'a blank surname'; ErrorId = 'SurnameMissing'; Row = @{ GivenName = 'No'; Surname = ' '; JobTitle = 'Buyer'; Phone = '+47 1'; Email = 'no@fjordlab.example' } }
        @{ Problem = 'an address that is none'; ErrorId = 'EmailInvalid'; Row = @{ GivenName = 'No'; Surname = 'Order'; JobTitle = 'Buyer'; Phone = '+47 1'; Email = 'nobody' } }
        @{ Problem = 'a disabled account'; ErrorId = 'AccountDisabled'; Row = @{ GivenName = 'No'; Surname = 'Order'; JobTitle = 'Buyer'; Phone = '+47 1'; Email = 'no@fjordlab.example'; Enabled = $false } }
    ) {
        param($Problem, $ErrorId, $Row)

        $before = @(Get-DocSigningRequest).Count
        { $Row | New-DocSigningOrder @order -ErrorAction Stop } | Should -Throw -ErrorId "$ErrorId,*"
        @(Get-DocSigningRequest).Count | Should -Be $before
    }

    It 'tells which properties Get-ADUser has to be asked for' {
        $person = [pscustomobject]@{ DistinguishedName = 'CN=Ann'; Enabled = $true; GivenName = 'Ann'; Name = 'Ann Berg'; ObjectClass = 'user'; ObjectGUID = [guid]::NewGuid(); SamAccountName = 'aberg'; SID = 'S-1'; Surname = 'Berg'; UserPrincipalName = 'ann@fjordlab.example' }
        $person.PSObject.TypeNames.Insert(0, 'Microsoft.ActiveDirectory.Management.ADUser')
        { $person | New-DocSigningOrder @order -ErrorAction Stop } | Should -Throw -ExpectedMessage '*-Properties*'
    }
}
