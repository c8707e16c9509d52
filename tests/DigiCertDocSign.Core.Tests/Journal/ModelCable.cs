namespace DigiCertDocSign.Tests.Journal;

/// <summary>A way to the model's server on which a test can lose what goes over it, as a <see cref="Cable"/> does.</summary>
/// <param name="database">The server.</param>
internal sealed class ModelCable(ModelDatabase database) : IModelWay
{
    private const string Host = "test";
    private bool _losesAnswer;
    private bool _losesRequest;

    /// <summary>The request that was lost last, as it is carried out later: it had hung at the server.</summary>
    public Action? Late { get; private set; }

    public void LoseNextAnswer() => _losesAnswer = true;

    public void LoseNextRequest() => _losesRequest = true;

    public Task<ModelSession> OpenAsync(CancellationToken cancellationToken) =>
        Task.FromResult(database.Open(Host));

    public Task<T> AskAsync<T>(ModelSession session, string what, Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_losesRequest)
        {
            _losesRequest = false;
            Late = () => work();
            throw new ModelLostException();
        }

        T answer = work();
        if (_losesAnswer)
        {
            _losesAnswer = false;
            throw new ModelLostException();
        }

        return Task.FromResult(answer);
    }

    public bool IsWell(ModelSession session) => !session.IsOver;

    /// <summary>The server does not notice.</summary>
    public void Close(ModelSession session)
    {
    }
}
