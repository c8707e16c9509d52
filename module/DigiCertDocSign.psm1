# The cmdlets are one assembly per .NET family. In the module it lies beside this file; in a clone, where this file is in
# module/, the build has staged it to out/.
$framework = if ($PSVersionTable.PSEdition -eq 'Core') { 'net8.0' } else { 'net472' }
$candidates = foreach ($root in $PSScriptRoot, [System.IO.Path]::Combine($PSScriptRoot, '..', 'out', 'DigiCertDocSign')) {
    [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($root, 'bin', $framework, 'DigiCertDocSign.dll'))
}
$assembly = $candidates | Where-Object { [System.IO.File]::Exists($_) } | ForEach-Object { $_ }
if (-not $assembly) {
    throw "DigiCertDocSign is not built: no $($candidates[1]). Run 'dotnet build' in the clone and import again."
}

# PowerShell looks at the types of the cmdlets before it calls the assembly's own initializer, and some name types of the assemblies behind
# them. Where those are found must be known by then, or they would be loaded beside the assemblies of PowerShell and of other modules.
$cmdlets = [System.Reflection.Assembly]::LoadFrom(@($assembly)[0])
[void]$cmdlets.GetType('DigiCertDocSign.Module.ModuleInitializer', $true).GetMethod('Prepare').Invoke($null, @())

Import-Module -Name @($assembly)[0]

# Import-Module -Force takes this module away and brings it again, but leaves the assembly, which would close the connections by
# itself on Remove-Module alone. Who reloads a module expects to begin anew either way.
$ExecutionContext.SessionState.Module.OnRemove = {
    Get-DocSigningConnection | Disconnect-DocSigning -Confirm:$false -WhatIf:$false
}
