using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;

namespace Agentry;

/// <summary>Makes a failed call again, at the same model. The only owner of retries: inside another retry it steps aside.</summary>
internal sealed class RetryClient : DelegatingChatClient
{
    private readonly string _model;
    private readonly ResilienceOptions _options;
    private readonly ResilienceRuntime _runtime;
    private readonly RetryLoop<ChatResponse> _plain;
    private readonly RetryLoop<StreamAttempt> _streamed;

    private RetryClient(IChatClient inner, string model, ResilienceOptions options, ResilienceRuntime runtime)
        : base(inner)
    {
        _model = model;
        _options = options;
        _runtime = runtime;
        _plain = new RetryLoop<ChatResponse>(options.Retry.MaxAttempts, runtime.Time);
        _streamed = new RetryLoop<StreamAttempt>(options.Retry.MaxAttempts, runtime.Time);
    }

    public static IChatClient Wrap(IChatClient inner, ModelTarget target, ResilienceOptions options, ResilienceRuntime runtime)
    {
        string model = ModelName.Of(target);
        if (SdkRetries.Of(target.Client) is > 0 and var retries)
            runtime.Logger.SdkRetries(model, retries);
        return new RetryClient(inner, model, options, runtime);
    }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (Enter(options) is not { } call)
            return await InnerClient.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        try
        {
            ModelRetry<ChatResponse> retry = Retry<ChatResponse>(options, call, cancellationToken);
            Outcome<ChatResponse> outcome = await _plain.RunAsync(
                token =>
                {
                    retry.Begin();
                    return new ValueTask<ChatResponse>(InnerClient.GetResponseAsync(messages, options, token));
                },
                retry,
                cancellationToken).ConfigureAwait(false);
            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            call.IsRetried = false;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Enter(options) is not { } call)
        {
            await foreach (ChatResponseUpdate update in InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
                yield return update;
            yield break;
        }

        try
        {
            ModelRetry<StreamAttempt> retry = Retry<StreamAttempt>(options, call, cancellationToken);
            bool restarts = _options.AfterFirstContent == MidStreamFailure.Restart && ModelCallContext.From(options) is { CanRestart: true };
            while (true)
            {
                Outcome<StreamAttempt> outcome = await _streamed.RunAsync(
                    token =>
                    {
                        retry.Begin();
                        return StreamAttempt.OpenAsync(InnerClient, messages, options, token);
                    },
                    retry,
                    cancellationToken).ConfigureAwait(false);
                outcome.ThrowIfException();
                StreamAttempt stream = outcome.Result!;
                await using ConfiguredAsyncDisposable closing = stream.ConfigureAwait(false);
                while (true)
                {
                    try
                    {
                        if (!await stream.MoveNextAsync().ConfigureAwait(false))
                            yield break;
                    }
                    catch (Exception e) when (retry.GoesOn(e, restarts))
                    {
                        break;
                    }

                    yield return stream.Current;
                }

                await ModelCallContext.From(options)!.AttemptRestartedAsync(retry.Failure).ConfigureAwait(false);
                await Task.Delay(retry.Delay, _runtime.Time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            call.IsRetried = false;
        }
    }

    /// <summary>The call, with retrying taken; null when somebody further out has taken it.</summary>
    private ResilientCall? Enter(ChatOptions? options)
    {
        ResilientCall call = ResilientCall.From(options)
            ?? new ResilientCall { Deadline = _runtime.Time.GetUtcNow() + _options.TotalTimeout };
        if (call.IsRetried)
            return null;
        call.IsRetried = true;
        return call;
    }

    private ModelRetry<T> Retry<T>(ChatOptions? options, ResilientCall call, CancellationToken cancellationToken) =>
        new(_model, ModelCallContext.From(options), call, _options.Retry, _runtime, cancellationToken);
}
