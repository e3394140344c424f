using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Asks the next model when one has failed for good, and ends the whole call when its time is up.</summary>
internal sealed class FailoverClient : DelegatingChatClient
{
    private readonly (string Name, IChatClient Client)[] _models;
    private readonly ResilienceOptions _options;
    private readonly ResilienceRuntime _runtime;

    public FailoverClient(
        IChatClient inner, ModelTarget target, IReadOnlyList<(string Key, IChatClient Client)> further, ResilienceOptions options, ResilienceRuntime runtime)
        : base(inner)
    {
        _models = [(ModelName.Of(target), inner), .. further.Select(f => (f.Key, target.Compose(f.Client, f.Key)))];
        _options = options;
        _runtime = runtime;
    }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ModelCallContext? context = ModelCallContext.From(options);
        if (ResilientCall.Begin(context, _options.TotalTimeout, _runtime.Time) is not { } call)
            return await InnerClient.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        using var route = new FailoverRoute(_models, context, call, _options, _runtime, cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    return await route.Client.GetResponseAsync(messages, route.Options(options), route.Token).ConfigureAwait(false);
                }
                catch (Exception) when (route.IsTimedOut)
                {
                    throw new ModelTimeoutException(_options.TotalTimeout, isTotal: true);
                }
                catch (Exception e) when (route.MovesOn(e))
                {
                    // To the next model.
                }
            }
        }
        finally
        {
            ResilientCall.End(context);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ModelCallContext? context = ModelCallContext.From(options);
        if (ResilientCall.Begin(context, _options.TotalTimeout, _runtime.Time) is not { } call)
        {
            await foreach (ChatResponseUpdate update in InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
                yield return update;
            yield break;
        }

        using var route = new FailoverRoute(_models, context, call, _options, _runtime, cancellationToken);
        bool restarts = _options.AfterFirstContent == MidStreamFailure.Restart && context is { CanRestart: true };
        try
        {
            while (true)
            {
                StreamAttempt? attempt = null;
                bool shown = false;
                try
                {
                    while (true)
                    {
                        try
                        {
                            attempt ??= await StreamAttempt.OpenAsync(route.Client, messages, route.Options(options), route.Token).ConfigureAwait(false);
                            if (!await attempt.MoveNextAsync().ConfigureAwait(false))
                                yield break;
                        }
                        catch (Exception) when (route.IsTimedOut)
                        {
                            throw new ModelTimeoutException(_options.TotalTimeout, isTotal: true);
                        }
                        catch (Exception e) when ((!shown || restarts) && route.MovesOn(e))
                        {
                            break;
                        }

                        shown = true;
                        yield return attempt.Current;
                    }
                }
                finally
                {
                    if (attempt is not null)
                        await attempt.DisposeAsync().ConfigureAwait(false);
                }

                if (shown)
                    await context!.AttemptRestartedAsync(route.Failure).ConfigureAwait(false);
            }
        }
        finally
        {
            ResilientCall.End(context);
        }
    }
}
