using DigiCertDocSign.Work;

namespace DigiCertDocSign.Tests.Work;

/// <summary>The one window through which inputs go: how many are worked on at once, and in which order their results leave.</summary>
public class InputWindowTests
{
    [Fact]
    public async Task Results_leave_in_the_order_of_the_inputs_whichever_is_done_first()
    {
        using var window = new InputWindow<int>(2);
        var slow = new TaskCompletionSource<int>();

        await window.AddAsync(() => slow.Task);
        await window.AddAsync(() => Task.FromResult(2));
        await window.AddAsync(() => Task.FromResult(3));

        Assert.Empty(await window.TakeAsync());
        slow.SetResult(1);
        await window.WaitAsync();

        Assert.Equal([1, 2, 3], await window.TakeAsync());
    }

    [Fact]
    public async Task No_more_inputs_than_the_limit_are_worked_on_at_once_and_the_others_wait_ahead()
    {
        using var window = new InputWindow<int>(limit: 2, ahead: 2);
        TaskCompletionSource<int>[] works = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource<int>()).ToArray();
        int begun = 0;

        Task Add(int number) => window.AddAsync(() =>
        {
            begun++;
            return works[number].Task;
        });
        await Add(0);
        await Add(1);
        await Add(2);
        Task last = Add(3);

        Assert.Equal((2, false), (begun, last.IsCompleted));
        works[0].SetResult(0);
        await last;
        works[1].SetResult(1);
        works[2].SetResult(2);
        works[3].SetResult(3);
        var all = new List<int>();
        await foreach (int result in window.TakeAllAsync(CancellationToken.None))
        {
            all.Add(result);
        }

        Assert.Equal(4, begun);
        Assert.Equal([0, 1, 2, 3], all);
    }

    [Fact]
    public async Task An_input_that_fails_throws_in_its_turn_and_the_others_are_waited_for()
    {
        using var window = new InputWindow<int>(3);
        await window.AddAsync(() => Task.FromResult(1));
        await window.AddAsync(() => Task.FromException<int>(new OperationCanceledException()));

        await window.WaitAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(window.TakeAsync);
    }
}
