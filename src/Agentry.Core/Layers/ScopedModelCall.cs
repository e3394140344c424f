using System.Text;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>One model call in a scope: what is sent, how long it may take, and the one event that says what it came to.</summary>
internal sealed class ScopedModelCall : IDisposable
{
    private readonly ScopeModels _models;
    private readonly RunContext _run;
    private readonly IReadOnlyList<ChatMessage> _sent;
    private readonly int _turn;
    private readonly CancellationToken _callers;
    private readonly CancellationTokenSource _either;
    private readonly StepTimer _timer;
    private readonly List<ChatResponseUpdate> _updates = [];
    private IAsyncEnumerator<ChatResponseUpdate>? _stream;
    private Task<bool>? _pending;

    public ScopedModelCall(
        ScopeModels models,
        RunContext run,
        IReadOnlyList<ChatMessage> sent,
        ChatOptions? options,
        ModelCallContext context,
        CancellationToken cancellationToken)
    {
        _models = models;
        _run = run;
        _sent = sent;
        _turn = context.Turn;
        _callers = cancellationToken;
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.Cancellation.Token);
        _timer = new StepTimer(context, _either.Token);
        Messages = new MessageSnapshot([.. sent], sent.Count);
        Options = new ModelCallOptions(options, context);
        Token = _timer.Token;
    }

    /// <summary>The messages, well-formed.</summary>
    public MessageSnapshot Messages { get; }

    public ModelCallOptions Options { get; }

    /// <summary>Cancelled with the caller's, with the run, and when the step has taken its time.</summary>
    public CancellationToken Token { get; }

    public async Task<ChatResponse> SendAsync(IChatClient client)
    {
        ChatResponse response;
        try
        {
            response = await client.GetResponseAsync(Messages, Options, Token).WaitAsync(Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await FailAsync(e).ConfigureAwait(false);
            throw;
        }

        await ReplyAsync(response).ConfigureAwait(false);
        return response;
    }

    /// <summary>Reads the next update, and never waits for a client that ignores its token. Null: the stream is at its end.</summary>
    public async ValueTask<ChatResponseUpdate?> ReadAsync(IChatClient client)
    {
        try
        {
            _stream ??= client.GetStreamingResponseAsync(Messages, Options, Token).GetAsyncEnumerator(Token);
            ValueTask<bool> moved = _stream.MoveNextAsync();
            bool any;
            if (moved.IsCompletedSuccessfully)
            {
                any = moved.Result;
            }
            else
            {
                _pending = moved.AsTask();
                any = await _pending.WaitAsync(Token).ConfigureAwait(false);
            }

            if (!any)
                return null;
        }
        catch (Exception e)
        {
            await FailAsync(e).ConfigureAwait(false);
            throw;
        }

        _updates.Add(_stream.Current);
        _timer.See(_stream.Current);
        return _stream.Current;
    }

    /// <summary>The stream came to its end.</summary>
    public ValueTask ReplyAsync() => ReplyAsync(_updates.ToChatResponse());

    /// <summary>Writes that nobody waits for the reply any more. Does nothing when the call is over.</summary>
    public bool Abandon(string because) => Interrupt(new RunOutcome
    {
        Status = RunStatus.Cancelled,
        Reason = new RunReason(because, $"The model call of turn {_turn} was given up before its reply was complete."),
    });

    /// <summary>Closes the stream; one whose client is still at work is closed when the client comes back.</summary>
    public async ValueTask CloseAsync()
    {
        if (Abandon(RunReasonCodes.StreamAbandoned))
            await _run.Log.FlushAsync().ConfigureAwait(false);
        if (_stream is null)
            return;
        if (_pending is null or { IsCompleted: true })
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
            return;
        }

        _ = _pending.ContinueWith(
            static async (moved, s) =>
            {
                _ = moved.Exception;
                await ((IAsyncEnumerator<ChatResponseUpdate>)s!).DisposeAsync().ConfigureAwait(false);
            },
            _stream,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _either.Dispose();
    }

    private async ValueTask ReplyAsync(ChatResponse response)
    {
        if (!_models.TryEnd(this, new RunOutcome { Status = RunStatus.Completed }, () => Write(response)))
            throw _models.Over(_run.Cancellation.Cause);
        await _run.Log.FlushAsync().ConfigureAwait(false);
    }

    private void Write(ChatResponse response)
    {
        IReadOnlyList<FunctionCallContent> calls = ReplyCalls.Read(response, _turn);
        var messages = new BlobRef[response.Messages.Count];
        for (int i = 0; i < messages.Length; i++)
            messages[i] = _run.Log.Add(response.Messages[i]);
        TokenUsage usage = ReplyRecorder.Usage(response.Usage);
        _run.Meter.AddTokens((usage.Input ?? 0) + (usage.Output ?? 0));
        long sequence = _run.Log.Append(
            new ModelReplied
            {
                Turn = _turn,
                Messages = messages,
                Calls = [.. calls.Select(ProposedCall.Of)],
                FinishReason = response.FinishReason?.Value,
                ModelId = response.ModelId,
                Usage = usage,
            },
            Actors.Model);
        _models.Note(
            RequestFingerprint.Of(_sent, Options.ConversationId), [.. calls.Select((c, i) => new Proposal(c, _turn, sequence, i))]);
    }

    /// <summary>Writes why there is no reply, and throws what fits better than the exception itself.</summary>
    private async ValueTask FailAsync(Exception exception)
    {
        if (exception is AgentryException or NotSupportedException || !Token.IsCancellationRequested)
        {
            FailureClass failure = FailureClassifier.Classify(exception);
            _run.Pipeline.Runtime.Logger.ModelFailed(exception, _turn, _run.RunId.Value, failure);
            _models.TryEnd(
                this,
                RunOutcome.Fail(RunReasonCodes.ModelFailed, $"The model call of turn {_turn} failed: {failure}.", failure),
                () => _run.Log.Append(
                    new ModelFailed { Turn = _turn, FailureClass = failure, ErrorType = exception.GetType().FullName! }, Actors.Agentry));
            await _run.Log.FlushAsync().ConfigureAwait(false);
            return;
        }

        AgentryException? instead = null;
        if (_callers.IsCancellationRequested)
        {
            Abandon(RunReasonCodes.CancelledByCaller);
        }
        else if (_run.Cancellation.Cause is { } cause)
        {
            Abandon(cause.Code);
            instead = _models.Over(cause);
        }
        else
        {
            string message = $"The model call of turn {_turn} took longer than {_run.Limits.OfModelStep}.";
            _timer.Cut();
            Interrupt(RunOutcome.Limit(RunReasonCodes.MaxStepDuration, message, ""));
            instead = new AgentryException(message, FailureClass.Timeout, _run.RunId, exception);
        }

        await _run.Log.FlushAsync().ConfigureAwait(false);
        if (instead is not null)
            throw instead;
        _callers.ThrowIfCancellationRequested();
    }

    private bool Interrupt(RunOutcome outcome) => _models.TryEnd(this, outcome, () =>
    {
        string text = string.Concat(_updates.Select(u => u.Text));
        UsageDetails? reported = _updates.SelectMany(u => u.Contents).OfType<UsageContent>().LastOrDefault()?.Details;
        var usage = new TokenUsage
        {
            Input = reported?.InputTokenCount,
            Output = reported?.OutputTokenCount ?? (Encoding.UTF8.GetByteCount(text) + 3) / 4,
        };
        _run.Meter.AddTokens((usage.Input ?? 0) + (usage.Output ?? 0));
        _run.Log.Append(new ModelInterrupted { Turn = _turn, TextLength = text.Length, EstimatedUsage = usage }, Actors.Agentry);
    });
}
