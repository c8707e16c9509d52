@{
    # One assembly per .NET family. PowerShell runs the nested module before it reads the cmdlets: it says where what they use is found.
    NestedModules          = if ($PSEdition -eq 'Core') { 'out/DigiCertDocSign/bin/net8.0/DigiCertDocSign.Loader.dll' } else { 'out/DigiCertDocSign/bin/net472/DigiCertDocSign.Loader.dll' }
    RootModule             = if ($PSEdition -eq 'Core') { 'out/DigiCertDocSign/bin/net8.0/DigiCertDocSign.dll' } else { 'out/DigiCertDocSign/bin/net472/DigiCertDocSign.dll' }
    ModuleVersion          = '0.1.0'
    GUID                   = '6f0f7e6c-0d1f-4d2b-9d5a-6a2c0f6f9b31'
    Author                 = 'DigiCertDocSign contributors'
    CompanyName            = 'DigiCertDocSign contributors'
    Copyright              = 'Copyright (c) DigiCertDocSign contributors. MIT licence.'
    Description            = 'Orders and looks after DigiCert CertCentral "Document Signing for Business - Employee" certificates: key and CSR, order, follow, fetch and prove the certificate. Takes pipeline input such as Get-ADUser output.'

    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')

    CmdletsToExport        = @(
        'Add-DocSigningOrderNote'
        'Approve-DocSigningRequest'
        'Compare-DocSigningDirectory'
        'Connect-DocSigning'
        'Deny-DocSigningRequest'
        'Disconnect-DocSigning'
        'Export-DocSigningReport'
        'Get-DocSigningBalance'
        'Get-DocSigningCertificate'
        'Get-DocSigningConnection'
        'Get-DocSigningContainer'
        'Get-DocSigningJournal'
        'Get-DocSigningOrder'
        'Get-DocSigningOrderStatus'
        'Get-DocSigningOrganization'
        'Get-DocSigningPrice'
        'Get-DocSigningProduct'
        'Get-DocSigningProductLimit'
        'Get-DocSigningRequest'
        'Get-DocSigningUser'
        'Install-DocSigningCertificate'
        'New-DocSigningCsr'
        'New-DocSigningOrder'
        'New-DocSigningOrganization'
        'New-DocSigningPlan'
        'New-DocSigningRenewal'
        'Remove-DocSigningJournalEntry'
        'Request-DocSigningReissue'
        'Resume-DocSigningOrder'
        'Revoke-DocSigningCertificate'
        'Save-DocSigningCertificate'
        'Send-DocSigningOrderMail'
        'Set-DocSigningOrder'
        'Set-DocSigningOrganizationContact'
        'Step-DocSigningSandbox'
        'Stop-DocSigningOrder'
        'Submit-DocSigningOrganizationValidation'
        'Sync-DocSigningJournal'
        'Test-DocSigningCertificate'
        'Test-DocSigningConnection'
        'Test-DocSigningKeyStore'
        'Update-DocSigningCsr'
        'Wait-DocSigningOrder'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()

    FormatsToProcess       = @('module/DigiCertDocSign.Format.ps1xml')

    PrivateData            = @{
        PSData = @{
            Tags         = @('PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS', 'DigiCert', 'CertCentral', 'Certificate', 'PKI', 'DocumentSigning', 'CSR')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = '0.1.0: First version, not yet run against the real service. Orders from a list or from Get-ADUser, once for each person however often a run is stopped or repeated; plans and their cost before anything is bought; keys in files, on PKCS#11 tokens and in Windows key storage providers; status, approval, waiting, saving, testing and installing of certificates; a sandbox that rehearses all of it. CHANGELOG.md in the module has the details.'
        }
    }
}
