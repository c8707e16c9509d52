# One night of a scheduled task: whoever is in the list has a certificate, whoever has left has none, and what ends is renewed in time.
#
# It may be killed at any point: each step asks first what is done already, and the next night goes on. What needs a human, it says, in
# the log and by its exit code, of which the highest applies:
#
#   0  all is well, also where there was nothing to do
#   1  something failed, for a person or an order; the others went on
#   2  the night could not begin, or a step ended early
#   3  it is not known what became of an order, or it cannot be told what is to be done for somebody: somebody must look
#
# Try it out in a sandbox, which costs nothing; the file keeps it from night to night:
#
#   dotnet run --project src/DigiCertDocSign.Shell docs/examples/nightly.ps1 -Scope Legal -People ./legal.csv -OrganizationId 610233 `
#       -ContactUserId 880145 -Path ./nights -SandboxPath ./nights/sandbox.json -AgreeToSubscriberAgreement
#
# The first night of a list ends behind the comparison, and has written changes.csv: look at it, then run the night once with -FirstRun.
#
# Nobody's certificate is ended as long as -IncludeLeavers is not given: whoever has left keeps it, and a week later each night says Look,
# and 3. Watch some nights go well, since a wrong list ends certificates then; then give it to the task as well.
#
# README says how Task Scheduler, systemd and GitHub Actions run it. It is written for Windows PowerShell 5.1 as well.
[CmdletBinding()]
param(
    # The name of the list, always the same: by it the next night knows who was there before.
    [Parameter(Mandatory = $true)]
    [string] $Scope,

    # Who should have a certificate: a script block, a .ps1 file that gives them, as by Get-ADUser, or a .csv file.
    [Parameter(Mandatory = $true)]
    [object] $People,

    # Which properties hold title, phone or the directory's own id, where they have other names.
    [hashtable] $PropertyMap,

    [Parameter(Mandatory = $true)]
    [long] $OrganizationId,

    # The user of the account who is the contact for DigiCert.
    [Parameter(Mandatory = $true)]
    [long] $ContactUserId,

    [int] $Years = 1,

    # How many days before its end a certificate is renewed.
    [int] $RenewWithin = 45,

    # The certificates of people who have left are revoked, and their orders canceled. Without it they stay, and somebody must look: 3.
    [switch] $IncludeLeavers,

    # A comparison ends when more has changed than a broken query would explain. Where it has, somebody says so by hand, for one night.
    [int] $MaxChanges,
    [int] $MaxLeavers,
    [int] $MaxRenewals,
    [switch] $AllowSmaller,

    # After a move to another directory, in which everybody has a new id: for one night, by hand.
    [switch] $AdoptDirectoryId,

    # For the first night of a list alone: changes.csv was looked at. Without it the night ends behind the comparison, since a first one has
    # nothing to tell a broken query by, and a slip of the pen in -Scope is a first one too.
    [switch] $FirstRun,

    # The operator's own word, as with New-DocSigningOrder.
    [Parameter(Mandatory = $true)]
    [switch] $AgreeToSubscriberAgreement,

    # Where keys, certificates, reports and the log go. Only the account of the task may read it.
    [Parameter(Mandatory = $true)]
    [string] $Path,

    # The journal; journal.db in -Path where neither is given. All lists of an account share one: by it a list knows who has moved to another
    # list, and has not left. A database is for several hosts; its password comes from PGPASSFILE or a service file.
    [string] $JournalPath,
    [string] $JournalDatabase,

    # The token on which the keys are made. Without it they go into encrypted files, which is for trying out: Adobe's list wants hardware.
    [string] $Pkcs11Module,
    [string] $TokenLabel,

    [ValidateSet('US', 'EU')]
    [string] $Region = 'US',

    # Plays in a sandbox that is kept in this file.
    [string] $SandboxPath,

    # Where to post a line when the exit code is not 0: a channel of Teams, Slack or the like.
    [uri] $Webhook,

    # The host and the webhook get figures alone, because more people may read them than may read names and addresses. The log has those.
    [switch] $Quiet,

    # Reports and logs that are older are deleted. The journal, keys and certificates stay.
    [int] $KeepDays = 400
)

$ErrorActionPreference = 'Continue'
$ConfirmPreference = 'None'
$ProgressPreference = 'SilentlyContinue'
$started = Get-Date
$arguments = $PSBoundParameters
$script:exitCode = 0
$script:told = @()
$script:shown = $null
$script:hasLog = $true
$script:fetched = @()
$script:isPinRefused = $false

# A line for the log and the host. One that may name somebody is not for the host where that is to be quiet (IsFigures: it names nobody).
function Write-Line([string] $Text, [switch] $IsFigures) {
    # One line, whatever a name or a server's message has in it.
    $Text = $Text -replace '[\r\n]+', ' '
    if ($IsFigures -or -not $Quiet) {
        $script:shown = $Text
        Write-Host $Text
    }

    if ($script:hasLog) {
        try {
            Add-Content -LiteralPath $log -Encoding UTF8 -Value ('{0:yyyy-MM-dd HH:mm:ss}  {1}' -f (Get-Date), $Text) -ErrorAction Stop
        }
        catch {
            $script:hasLog = $false
            Set-ExitCode 2 "The log cannot be written: $_" -IsFigures
        }
    }
}

function Set-ExitCode([int] $Code, [string] $Why, [switch] $IsFigures) {
    $script:exitCode = [System.Math]::Max($script:exitCode, $Code)
    if ($Why) {
        $script:told += [pscustomobject]@{ Text = $Why; IsFigures = [bool]$IsFigures }
        Write-Line $Why -IsFigures:$IsFigures
    }
}

# Each kind or step with the number of its lines.
function Write-Figures([string] $Name, [int] $Count, [string] $Unit) {
    if ($Count) {
        Write-Line ("${Name}: $Count $Unit".TrimEnd()) -IsFigures
    }
}

# Says how the night went to whoever is not here, and ends.
function Exit-Night {
    Write-Line "Exit code $script:exitCode after $([int]((Get-Date) - $started).TotalSeconds) seconds." -IsFigures
    $lines = @($script:told | Where-Object { $_.IsFigures -or -not $Quiet } | ForEach-Object { $_.Text })
    if ($script:told.Count -gt $lines.Count) {
        $lines += "$($script:told.Count - $lines.Count) lines in $log say why."
        Write-Line $lines[-1] -IsFigures
    }

    if ($Webhook -and $script:exitCode -ne 0) {
        $text = "Certificates of $Scope on $([Environment]::MachineName), exit code $($script:exitCode):`n" + ($lines -join "`n")
        try {
            $post = @{ Uri = $Webhook; Method = 'Post'; ContentType = 'application/json; charset=utf-8'; TimeoutSec = 30 }
            Invoke-RestMethod @post -Body (ConvertTo-Json @{ text = $text }) | Out-Null
        }
        catch {
            Write-Line 'The webhook could not be told.' -IsFigures
            Write-Line "The webhook: $_"
        }
    }

    Disconnect-DocSigning -ErrorAction SilentlyContinue
    exit $script:exitCode
}

# Does one step. What goes wrong counts, and the steps behind it go on unless this one is what they stand on (Required): then the night ends
# where it could not be done, which is also what a command says that gives errors and no output. Where half of the output would be worse
# than none, its first error ends it (Whole).
function Invoke-Step([string] $Name, [scriptblock] $Work, [switch] $Required, [switch] $Whole) {
    Write-Line "-- $Name" -IsFigures
    $isBusy = '^(JournalBusy|SandboxUnavailable)\b'
    $step = @{ Errors = 0; Outputs = 0; Stopped = $null }
    try {
        & $Work 2>&1 3>&1 6>&1 | ForEach-Object {
            if ($_ -is [System.Management.Automation.ErrorRecord]) {
                if ($Whole -or "$($_.FullyQualifiedErrorId)" -match $isBusy) {
                    throw $_
                }

                # What was sent and not seen since may have happened: 3, as of an order in doubt.
                $step.Errors++
                $isDoubt = "$($_.FullyQualifiedErrorId)" -match '^(OrderOutcomeUnknown|\w+NotSeen)\b'
                Set-ExitCode $(if ($isDoubt) { 3 } else { 1 }) "$Name, error: $_"
            }
            elseif ($_ -is [System.Management.Automation.WarningRecord]) {
                Write-Line "$Name, warning: $_"
            }
            elseif ($_.MessageData -is [System.Management.Automation.HostInformationMessage] -and "$_" -ceq $script:shown) {
                # A line that the step itself has written, and that is in the log.
                Write-Host "$_"
            }
            elseif ($_ -is [System.Management.Automation.InformationRecord]) {
                # The summary of a run. What its figures stand for was told above.
                Write-Line "$_"
                if ($null -ne $_.MessageData.ExitCode) {
                    Set-ExitCode $_.MessageData.ExitCode
                    $step.Stopped = $_.MessageData.StoppedBecause
                }
            }
            else {
                $step.Outputs++
                $_
            }
        }

        Write-Figures $Name $step.Errors 'errors'
        if ($Required -and ($step.Stopped -or ($step.Errors -and -not $step.Outputs))) {
            throw 'the steps behind it stand on it. Nothing more is done; the next night begins anew.'
        }
    }
    catch {
        $busy = "$($_.FullyQualifiedErrorId)" -match $isBusy
        $isGuard = "$($_.FullyQualifiedErrorId)" -match '^Comparison(InputShrunk|LeaversExceeded|ChangesExceeded)\b'
        $byHand = if ($isGuard) { ' Where that is meant, run this script once by hand with that parameter.' }
        Set-ExitCode 2 "$Name ended early: $_$byHand"
        if ($busy) {
            Set-ExitCode 2 'Last night is still at work, or somebody else with its journal. Nothing more is done; the next night goes on.'
        }

        if ($Required -or $busy) {
            Exit-Night
        }
    }
}

# A secret of the task's own account: from the environment (GitHub Actions), from systemd, from a file that this very account has written by
# Export-Clixml (on Windows no other account can read it; README has the steps), or from a vault of SecretManagement.
function Get-TaskSecret([string] $Name) {
    $variable = 'DOCSIGNING_' + $Name.ToUpperInvariant()
    $text = [Environment]::GetEnvironmentVariable($variable)
    if ($text) {
        # Programs that this one starts need not have it.
        [Environment]::SetEnvironmentVariable($variable, $null)
        return (New-Object -TypeName System.Net.NetworkCredential -ArgumentList '', $text).SecurePassword
    }

    $credential = if ($env:CREDENTIALS_DIRECTORY) { Join-Path -Path $env:CREDENTIALS_DIRECTORY -ChildPath $Name }
    if ($credential -and (Test-Path -LiteralPath $credential)) {
        $text = [System.IO.File]::ReadAllText($credential).Trim()
        return (New-Object -TypeName System.Net.NetworkCredential -ArgumentList '', $text).SecurePassword
    }

    $file = Join-Path -Path $Path -ChildPath (Join-Path -Path 'secrets' -ChildPath "$Name.xml")
    if (Test-Path -LiteralPath $file) {
        return Import-Clixml -LiteralPath $file
    }

    if (Get-Command -Name Get-Secret -ErrorAction SilentlyContinue) {
        return Get-Secret -Name "DocSigning$Name" -ErrorAction Stop
    }

    throw "There is no secret $Name for the account $([Environment]::UserName): neither $variable, nor $file, nor a vault of SecretManagement."
}

# Where keys are made. Each folder is for one purpose: the key of a renewal must not be the old one, and the next night takes up what this
# one has made when it was killed. On a token New-DocSigningCsr itself passes over keys that are in use.
function Get-KeyStore([string] $Purpose) {
    $folder = Join-Path -Path $Path -ChildPath (Join-Path -Path 'keys' -ChildPath $Purpose)
    if ($Pkcs11Module) {
        return @{ Pkcs11Module = $Pkcs11Module; TokenLabel = $TokenLabel; Pin = $keySecret.Pin; CsrDirectory = $folder }
    }

    @{ KeyDirectory = $folder; KeyPassword = $keySecret.KeyPassword }
}

# A night that leaves no trace in its folder has not begun: whoever is not here is told.
try {
    foreach ($folder in 'keys', 'certificates', 'reports', 'secrets') {
        New-Item -ItemType Directory -Force -Path (Join-Path -Path $Path -ChildPath $folder) -ErrorAction Stop | Out-Null
    }

    $log = Join-Path -Path $Path -ChildPath ('log-{0:yyyy-MM}.txt' -f $started)
    Write-Line "Certificates of $Scope." -IsFigures
}
catch {
    $script:hasLog = $false
    Set-ExitCode 2 "The night could not begin: $_" -IsFigures
}

if (-not $script:hasLog) {
    Exit-Night
}

Invoke-Step 'Connect' -Required {
    $script:keySecret = if ($Pkcs11Module) { @{ Pin = Get-TaskSecret 'Pin' } } else { @{ KeyPassword = Get-TaskSecret 'KeyPassword' } }
    $journal = @{}
    foreach ($place in 'JournalPath', 'JournalDatabase') {
        if ($arguments[$place]) {
            $journal[$place] = $arguments[$place]
        }
    }

    if ($SandboxPath) {
        # Without a word its journal lies beside the file, and is that of all lists that play in it.
        Connect-DocSigning -Sandbox -SandboxPath $SandboxPath @journal -ErrorAction Stop
        return
    }

    if (-not $journal.Count) {
        $journal.JournalPath = Join-Path -Path $Path -ChildPath 'journal.db'
    }

    Connect-DocSigning -ApiKey (Get-TaskSecret 'ApiKey') -Region $Region @journal -ErrorAction Stop
}

# What a night that was killed has left in doubt, and what others have ordered or ended since.
Invoke-Step 'Reconcile' { Resume-DocSigningOrder } | Out-Null
Invoke-Step 'Sync' -Required { Sync-DocSigningJournal } | Out-Null

# The orders whose certificate lies here, and whether it was tested. One look at the folder: it is asked for each order of the journal.
function Get-SavedOrder {
    $saved = @{}
    foreach ($file in Get-ChildItem -LiteralPath (Join-Path -Path $Path -ChildPath 'certificates') -Filter '*.pem' -Recurse) {
        $saved[$file.Directory.Name] = Test-Path -LiteralPath (Join-Path -Path $file.DirectoryName -ChildPath 'tested.txt')
    }

    $saved
}

function Get-CertificatePath([long] $OrderId, [string] $File) {
    Join-Path -Path $Path -ChildPath "certificates/$OrderId$(if ($File) { "/$File" })"
}

# Which certificate of the order was tested last, by its id.
function Get-TestedCertificate([long] $OrderId) {
    $mark = Get-CertificatePath $OrderId 'tested.txt'
    if (Test-Path -LiteralPath $mark) {
        "$(Get-Content -LiteralPath $mark -TotalCount 1)"
    }
}

# What was tested is not fetched again, until a reissue has taken its place.
function Set-TestedCertificate([long] $OrderId) {
    $tested = @($script:fetched | Where-Object { $_.OrderId -eq $OrderId })[-1]
    Set-Content -LiteralPath (Get-CertificatePath $OrderId 'tested.txt') -Encoding ASCII -Value "$($tested.CertificateId)" -ErrorAction Stop
}

# Whether a key file lies in the folder of this list, which no other list has.
function Test-KeyFileHere([string] $Reference) {
    $folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath((Join-Path -Path $Path -ChildPath 'keys'))
    $folder = $folder.Replace('\', '/').Trim('/') + '/'
    $Reference -like 'file:*' -and
        [uri]::UnescapeDataString($Reference.Substring(5)).TrimStart('/').StartsWith($folder, [System.StringComparison]::OrdinalIgnoreCase)
}

# Whether a key is in the folder of this list or on its token, which other lists may have too.
function Test-KeyHere([string] $Reference) {
    if ($Pkcs11Module -and $Reference -match '^pkcs11:') {
        $token = if ($Reference -match '[:;]token=([^;?]*)') { [uri]::UnescapeDataString($Matches[1]) }
        return -not $TokenLabel -or $token -ceq $TokenLabel
    }

    Test-KeyFileHere $Reference
}

# Whom the last comparison had in the list: their orders and addresses, as keys.
function Get-ListedPerson {
    $listed = @{}
    $file = Join-Path -Path $Path -ChildPath 'changes.csv'
    if (Test-Path -LiteralPath $file) {
        Import-Csv -LiteralPath $file -Encoding UTF8 | Where-Object Listed -eq 'True' | ForEach-Object {
            foreach ($name in @($_.OrderId, "$($_.Email)".TrimStart("'") | Where-Object { $_ })) {
                $listed[$name] = $true
            }
        }
    }

    $listed
}

# A token locks itself after a few wrong PINs: one that was refused is not tried again in this night.
function Set-PinRefused($Problem) {
    if ("$($Problem.FullyQualifiedErrorId)" -match '^TokenPin') {
        $script:isPinRefused = $true
    }
}

# Before the comparison: what a certificate has replaced goes in the night in which that one is installed. Tested at once, since the night
# may end at any step behind.
$checks = @(Invoke-Step 'Fetch what was issued' {
        $saved = Get-SavedOrder
        $listed = Get-ListedPerson
        $placed = @(Get-DocSigningJournal -State Placed)
        $reissues = @{}
        $placed | Where-Object { "$($_.Kind)" -eq 'Reissue' } | ForEach-Object {
            $reissues["$($_.TargetOrderId)"] += @($_)
        }

        $open = @($placed | Where-Object {
                $id = "$($_.OrderId)"
                $hasKey = $_.OrderId -and ($_.KeyReference -or $reissues[$id])
                $hasKey -and (-not $saved[$id] -or ($reissues[$id] -and
                        @($reissues[$id] | ForEach-Object { "$($_.CertificateId)" }) -contains (Get-TestedCertificate $id)))
            })

        # A journal may have the orders of other lists, whose people are not for this log, and of people who have their keys elsewhere.
        $waiting = @($open | Where-Object {
                $listed["$($_.OrderId)"] -or $listed["$($_.Email)".TrimStart("'")] -or (Test-KeyFileHere $_.KeyReference)
            })
        Write-Figures 'Left to others, since nothing says that their people are in this list' ($open.Count - $waiting.Count) 'orders'
        if (-not $waiting) {
            return
        }

        # The token, the provider or the files that hold the key.
        $places = @{}
        $keys = @{}
        foreach ($entry in $waiting) {
            $scheme = "$($entry.KeyReference)" -replace '^(\w\w+):.*$', '$1'
            $keys["$($entry.OrderId)"] = $entry.KeyReference
            $places["$($entry.OrderId)"] =
                if ($scheme -eq 'pkcs11') { $entry.KeyReference -replace '[:;](object|id)=[^;?]*' } else { $scheme }
        }

        $issued = @{}
        $waiting | Get-DocSigningOrderStatus | Where-Object Status -eq 'Issued' | ForEach-Object { $issued["$($_.OrderId)"] = $_ }
        $new = @($issued.Values | Sort-Object -Property OrderId | Where-Object {
                -not $reissues["$($_.OrderId)"] -and -not $saved.ContainsKey("$($_.OrderId)")
            })

        # What lies here without having been tested: the night was killed in between, or somebody has saved it by hand.
        $script:fetched = @($issued.Values | Where-Object { -not $reissues["$($_.OrderId)"] -and $saved.ContainsKey("$($_.OrderId)") })

        # One pipeline for each place: its password or PIN is used once, and a token that is not here keeps only its own keys waiting. The PIN
        # is that of the task's own token: another one might be locked by it.
        $mayTry = @($new | Where-Object { -not $Pkcs11Module -or (Test-KeyHere $keys["$($_.OrderId)"]) })
        foreach ($place in @($mayTry | Group-Object -Property { $places["$($_.OrderId)"] })) {
            try {
                $place.Group | Install-DocSigningCertificate @keySecret | ForEach-Object {
                    Write-Line "Installed: $($_.Person), order $($_.OrderId)"
                    # The file is what says to the next night that this is done.
                    $order = $issued["$($_.OrderId)"]
                    if ($order | Save-DocSigningCertificate -Path (Get-CertificatePath $order.OrderId) -Format PemChain) {
                        $script:fetched += $order
                    }
                }
            }
            catch {
                Set-PinRefused $_
                Write-Error -ErrorRecord $_
            }
        }

        $done = @($script:fetched | ForEach-Object { "$($_.OrderId)" })
        $elsewhere = $new | ForEach-Object { "$($_.OrderId)" } | Where-Object { $done -notcontains $_ -and -not (Test-KeyHere $keys[$_]) }
        foreach ($id in @($elsewhere)) {
            $place = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath((Get-CertificatePath $id)).Replace("'", "''")
            $advice = "Order $id has its key elsewhere: $($keys[$id]). Where it stays there, install the certificate there, and save it " +
                "for this list: Save-DocSigningCertificate -OrderId $id -Path '$place'"
            if ($Pkcs11Module) {
                Write-Error -Message $advice
            }
            else {
                Write-Line $advice
            }
        }

        # A reissue takes the place of what lies here. Its key is another one, and often on a token that the person has.
        foreach ($order in @($issued.Values | Where-Object { $reissues["$($_.OrderId)"] })) {
            $id = "$($order.OrderId)"
            if ($script:isPinRefused) {
                break
            }

            if ($order.CertificateId -and "$($order.CertificateId)" -eq (Get-TestedCertificate $id)) {
                continue
            }

            try {
                foreach ($certificate in @($order | Get-DocSigningCertificate | Where-Object IsCurrent)) {
                    $key = "$($certificate.KeyReference)"
                    if (-not $key) {
                        $key = "$(@($reissues[$id] | Where-Object { Test-KeyHere $_.KeyReference })[-1].KeyReference)"
                    }

                    $isHere = $key -and (Test-KeyHere $key)
                    if ($isHere -and -not ($certificate | Install-DocSigningCertificate -KeyReference $key @keySecret)) {
                        continue
                    }

                    if ($certificate | Save-DocSigningCertificate -Path (Get-CertificatePath $id) -Format PemChain -Force) {
                        $what = if ($isHere) { 'Installed' } else { 'Saved, and its key is elsewhere' }
                        Write-Line "${what}: $($certificate.Person), order $id"
                        $script:fetched += $certificate
                    }
                }
            }
            catch {
                Set-PinRefused $_
                Write-Error -ErrorRecord $_
            }
        }

        if ($script:fetched) {
            $tested = @()
            $script:fetched | Test-DocSigningCertificate | ForEach-Object {
                $tested += $_
                $_
            }

            # One with a finding is tested again, until a report has told of it.
            foreach ($of in @($tested | Group-Object -Property OrderId | Where-Object { $_.Group.Passed -notcontains $false })) {
                Set-TestedCertificate $of.Name
            }
        }
    })

# A certificate with a finding counts as one that failed.
$findings = @($checks | Where-Object { $_.Passed -eq $false })
$findings | ForEach-Object { Set-ExitCode 1 "$_" }

# A query that fails half-way must not look like people who have left.
$list = Invoke-Step 'People' -Required -Whole {
    $found = @(if ("$People" -like '*.csv' -and $People -isnot [scriptblock]) { Import-Csv -LiteralPath $People -Encoding UTF8 } else { & $People })
    $found
}

$map = if ($PropertyMap) { @{ PropertyMap = $PropertyMap } } else { @{} }
$compare = @{
    Scope            = $Scope
    OrganizationId   = $OrganizationId
    Years            = $Years
    RenewWithin      = $RenewWithin
    IncludeLeavers   = $IncludeLeavers
    AllowSmaller     = $AllowSmaller
    AdoptDirectoryId = $AdoptDirectoryId
}
foreach ($most in 'MaxChanges', 'MaxLeavers', 'MaxRenewals') {
    if ($PSBoundParameters.ContainsKey($most)) {
        $compare[$most] = $PSBoundParameters[$most]
    }
}

# A night that is killed behind a first comparison has not been looked at either: the file is there before, and goes when it was none.
$waits = Join-Path -Path $Path -ChildPath 'first-run-waits.txt'
$isNewHere = -not (Test-Path -LiteralPath (Join-Path -Path $Path -ChildPath 'changes.csv'))
$isWaiting = Test-Path -LiteralPath $waits
function Wait-FirstRun {
    try {
        Set-Content -LiteralPath $waits -Encoding UTF8 -Value "The first night of $Scope waits for -FirstRun." -ErrorAction Stop
    }
    catch {
        Set-ExitCode 2 "The folder of the task cannot be written to: $_" -IsFigures
        Exit-Night
    }
}

if ($isNewHere -and -not $FirstRun) {
    Wait-FirstRun
}

$changes = @(Invoke-Step 'Compare' -Required { $list | Compare-DocSigningDirectory @compare @map })
$isFirst = [bool]@($changes | Where-Object Comparison -eq 1)
if ($isFirst -and -not $FirstRun) {
    Wait-FirstRun
}
elseif ($FirstRun -or ($isNewHere -and -not $isWaiting)) {
    Remove-Item -LiteralPath $waits -ErrorAction SilentlyContinue
}

# A name comes from the directory, and a spreadsheet would take one that begins with = for a formula. The next night reads who is Listed.
Invoke-Step 'Write changes.csv' {
    $cells = @(@{ Name = 'Listed'; Expression = { $null -ne $_.InputObject } })
    $cells += foreach ($name in 'Kind', 'Person', 'Email', 'OrderId', 'Reason') {
        @{ Name = $name; Expression = { "$($_.$name)" -replace '^(?=[=+\-@\t\r])', "'" }.GetNewClosure() }
    }
    $file = Join-Path -Path $Path -ChildPath 'changes.csv'
    $changes | Select-Object -Property $cells | Export-Csv -LiteralPath $file -NoTypeInformation -Encoding UTF8
}

$changes | Group-Object -Property Kind | ForEach-Object { Write-Figures $_.Name $_.Count }
$changes | Where-Object Kind -eq 'Look' | ForEach-Object { Set-ExitCode 3 "Look: $($_.Person) <$($_.Email)> $($_.Reason)" }

if (Test-Path -LiteralPath $waits) {
    Set-ExitCode 2 "The first night of the list $Scope ends here, and nothing is bought: look at changes.csv, then run it once with -FirstRun."
    Exit-Night
}

$keyed = @(Invoke-Step 'Keys' {
        if ($script:isPinRefused) {
            throw 'the PIN was refused above, and is not tried again in this night.'
        }

        # Whoever comes back gets another key than that of the last order, whatever became of it.
        $lastOrders = @{}
        Get-DocSigningJournal | Where-Object OrderId | ForEach-Object {
            foreach ($who in @($_.Email, $_.DirectoryId | Where-Object { $_ })) {
                $lastOrders[$who] = [System.Math]::Max([long]$lastOrders[$who], [long]$_.OrderId)
            }
        }

        $joiners = $changes | Where-Object Kind -eq 'Order' | Group-Object -Property {
            $last = @($_.Email, $_.DirectoryId | Where-Object { $_ } | ForEach-Object { [long]$lastOrders[$_] } | Sort-Object)[-1]
            if ($last) { "back-after-$last" } else { 'joiners' }
        }
        foreach ($group in @($joiners)) {
            $store = Get-KeyStore $group.Name
            $group.Group | New-DocSigningCsr @store @map
        }

        foreach ($change in @($changes | Where-Object { "$($_.Kind)" -in 'Renew', 'Replace' })) {
            $store = Get-KeyStore "after-$($change.OrderId)"
            $change | New-DocSigningCsr @store @map
        }
    })

# Each takes its own kind of change and leaves the rest.
$order = @{
    OrganizationId             = $OrganizationId
    Contact                    = @{ ContactType = 'organization_contact'; UserId = $ContactUserId }
    Years                      = $Years
    AgreeToSubscriberAgreement = $AgreeToSubscriberAgreement
}
Invoke-Step 'Order' { $keyed | New-DocSigningOrder @order } | ForEach-Object { Write-Line "Ordered: $_" }
Invoke-Step 'Renew' { $keyed | New-DocSigningRenewal @order -RenewWithin $RenewWithin } | ForEach-Object { Write-Line "Renewed or replaced: $_" }

# What another certificate has taken the place of goes only when that one is installed here, as the step above has noted it.
Invoke-Step 'Revoke' {
    $saved = Get-SavedOrder
    $successors = @{}
    Get-DocSigningJournal -State Placed | Where-Object { $_.TargetOrderId -and $_.OrderId -and $_.KeyReference } | ForEach-Object {
        $successors["$($_.TargetOrderId)"] = $_.OrderId
    }

    $changes | Where-Object {
        $next = if ("$($_.RevocationReason)" -eq 'Superseded') { $successors["$($_.OrderId)"] }
        $isThere = -not $next -or $saved.ContainsKey("$next")
        if (-not $isThere) {
            Set-ExitCode 3 "Not revoked: order $($_.OrderId), since the certificate of order $next is not installed yet."
        }

        $isThere
    } | Revoke-DocSigningCertificate
} | ForEach-Object { Write-Line "Revoked, or asked for: $_" }
Invoke-Step 'Cancel' { $changes | Stop-DocSigningOrder } | ForEach-Object { Write-Line "Canceled: $_" }

# It replaces the one of the last night, and so tells what was done since; the copy stays.
Invoke-Step 'Report' {
    $latest = Join-Path -Path $Path -ChildPath 'reports/latest.html'
    $checks | Export-DocSigningReport -Path $latest -Force -ErrorAction Stop
    Copy-Item -LiteralPath $latest -Destination (Join-Path -Path $Path -ChildPath ('reports/{0:yyyy-MM-dd}.html' -f $started)) -Force
    $findings | Group-Object -Property OrderId | ForEach-Object { Set-TestedCertificate $_.Name }
} | Out-Null

Invoke-Step 'Delete old reports and logs' {
    $reports = Join-Path -Path $Path -ChildPath 'reports'
    $old = @(Get-ChildItem -LiteralPath $reports -Filter '*-*-*.html') + @(Get-ChildItem -LiteralPath $Path -Filter 'log-*.txt')
    $old | Where-Object LastWriteTime -lt $started.AddDays(-$KeepDays) | Remove-Item
}

Exit-Night
