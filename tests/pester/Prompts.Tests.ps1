BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $script:script = @'
Connect-DocSigning -Sandbox
$order = Get-TestOrderArgument
$order.Remove('Confirm')
$placed = (New-TestPerson Ann), (New-TestPerson Bo), (New-TestPerson Cara) | New-DocSigningOrder @order
"placed: $($placed.GivenName)."
'@
}

Describe 'The question before an order' {
    It 'is asked for each person, and <Typed> places <Placed>' -TestCases @(
        @{ Typed = 'n', 'y', 'n'; Placed = 'Bo' }
        @{ Typed = 'y', 'l'; Placed = 'Ann' }
        @{ Typed = , 'a'; Placed = 'Ann Bo Cara' }
    ) {
        param($Typed, $Placed)

        $shown = Invoke-ChildShell -Script $script -Typed $Typed
        $shown | Should -BeLike "*placed: $Placed.*"
        [regex]::Matches($shown, 'Performing the operation').Count | Should -Be @($Typed).Count
        $shown | Should -BeLike '*target "Ann Berg <ann@fjordlab.example>"*'
        $shown | Should -BeLike '*(in the sandbox, costs nothing; a real account would say: order 1 of this run, * USD each, * USD up to this one)*'
    }

    It 'places nothing where nobody can answer' {
        $shown = Invoke-ChildShell -Script $script -Option '-NonInteractive'
        $shown | Should -BeLike '*placed: .*'
        $shown | Should -BeLike '*nobody can be asked here*-Confirm:$false*'
    }

    It 'is not asked under -WhatIf, which places nothing' {
        $shown = Invoke-ChildShell -Script $script.Replace('@order', '@order -WhatIf')
        $shown | Should -BeLike '*What if: Performing the operation*"Cara Berg <cara@fjordlab.example>"*placed: .*'
    }
}
