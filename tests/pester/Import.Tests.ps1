BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'Import' {
    BeforeEach {
        Remove-Module -Name DigiCertDocSign -Force -ErrorAction SilentlyContinue
    }

    It 'exports what the manifest names, and nothing else' {
        $named = (Test-ModuleManifest -Path $Manifest).ExportedCmdlets.Keys | Sort-Object
        $module = Import-Module -Name $Manifest -PassThru

        ($module.ExportedCommands.Keys | Sort-Object) -join ' ' | Should -Be ($named -join ' ')
        ($module.ExportedCommands.Values | ForEach-Object { "$($_.CommandType)" } | Select-Object -Unique) | Should -Be 'Cmdlet'
    }

    It 'has a manifest that PowerShell accepts' {
        (Test-ModuleManifest -Path $Manifest).Name | Should -Be 'DigiCertDocSign'
    }

    It 'works after a second import with -Force' {
        Import-Module -Name $Manifest -Force
        Import-Module -Name $Manifest -Force
        (Connect-DocSigning -Sandbox -PassThru).IsSandbox | Should -BeTrue
    }

    It 'works after it was removed and imported again' {
        Import-Module -Name $Manifest
        Connect-DocSigning -Sandbox
        Remove-Module -Name DigiCertDocSign
        Get-Module -Name DigiCertDocSign | Should -BeNullOrEmpty
        Import-Module -Name $Manifest

        Get-DocSigningConnection | Should -BeNullOrEmpty -Because 'removing the module closes its connections'
        (Connect-DocSigning -Sandbox -PassThru).IsOpen | Should -BeTrue
    }

    It 'keeps the libraries behind the cmdlets out of the default load context' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        Import-Module -Name $Manifest
        Connect-DocSigning -Sandbox
        $default = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | ForEach-Object { $_.GetName().Name }

        $default | Should -Contain 'DigiCertDocSign'
        $default | Should -Not -Contain 'CertCentral.Client'
        $default | Should -Not -Contain 'BouncyCastle.Cryptography'
    }
}

Describe 'Help and tab completion' {
    BeforeAll {
        Import-Module -Name $Manifest -Force
        Connect-DocSigning -Sandbox -Name 'Rehearsal'
    }

    AfterAll {
        Disconnect-DocSigning -Confirm:$false
    }

    It 'explains every cmdlet: what it does, and an example' {
        foreach ($command in Get-Command -Module DigiCertDocSign) {
            $help = Get-Help -Name $command.Name -Full
            # Without help text PowerShell shows the syntax in place of the synopsis.
            "$($help.Synopsis)".Trim() | Should -Not -Match ('^' + [regex]::Escape($command.Name) + ' ') -Because $command.Name
            @($help.examples.example).Count | Should -BeGreaterThan 0 -Because $command.Name
        }
    }

    It 'completes <Line> with <Expected>' -TestCases @(
        @{ Line = 'New-DocSigningCsr -KeyAlgorithm P2'; Expected = 'P256' }
        @{ Line = 'New-DocSigningOrder -AdditionalUsage ms'; Expected = 'ms_document_signing' }
        @{ Line = 'New-DocSigningOrder -PaymentMethod B'; Expected = 'Balance' }
        @{ Line = 'Get-DocSigningConnection -Name Reh'; Expected = 'Rehearsal' }
        @{ Line = 'Save-DocSigningCertificate -Format P7'; Expected = 'P7b' }
        @{ Line = 'Wait-DocSigningOrder -Until Iss'; Expected = 'Issued' }
    ) {
        param($Line, $Expected)

        $found = (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches | ForEach-Object { $_.CompletionText }
        $found | Should -Contain $Expected
    }
}
