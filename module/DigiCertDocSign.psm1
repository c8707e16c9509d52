# The cmdlets are one assembly per .NET family. In the module it lies beside this file; in a clone, where this file is in
# module/, the build has staged it to out/. A method call costs milliseconds of each import, so there is but one on the straight way.
$framework = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'net472' }
$assembly = "$PSScriptRoot/bin/$framework/DigiCertDocSign.dll"
if ($PSScriptRoot -like '*[\/]module' -and -not [System.IO.File]::Exists($assembly)) {
    $assembly = [System.IO.Path]::GetFullPath("$PSScriptRoot/../out/DigiCertDocSign/bin/$framework/DigiCertDocSign.dll")
}

# PowerShell looks at the types of the cmdlets before it calls the assembly's own initializer, and some name types of the assemblies behind
# them. Where those are found must be known by then, or they would be loaded beside the assemblies of PowerShell and of other modules.
try {
    [void][System.Activator]::CreateInstanceFrom($assembly, 'DigiCertDocSign.Module.ModuleInitializer')
}
catch {
    if ([System.IO.File]::Exists($assembly)) {
        throw
    }

    throw "DigiCertDocSign is not built: no $assembly. Run 'dotnet build' in the clone and import again."
}

Import-Module -Name $assembly

# Import-Module -Force takes this module away and brings it again, but leaves the assembly, which would close the connections by
# itself on Remove-Module alone. Who reloads a module expects to begin anew either way.
$ExecutionContext.SessionState.Module.OnRemove = {
    Get-DocSigningConnection | Disconnect-DocSigning -Confirm:$false -WhatIf:$false
}
