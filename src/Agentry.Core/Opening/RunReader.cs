using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Reads runs back from the store: entries, messages, results.</summary>
internal sealed class RunReader(AgentryRuntime runtime)
{
    private static readonly JsonSerializerOptions Json = AIJsonUtilities.DefaultOptions;

    public async ValueTask<AgentRun> ReadAsync(RunKey key, CancellationToken cancellationToken)
    {
        RunState state = await FoldAsync(key, cancellationToken).ConfigureAwait(false);
        var history = new History();
        await LoadMessagesAsync(key, state, history, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ChatMessage> messages = history.Own();
        string text = state.Text is { } rewritten
            ? JsonSerializer.Deserialize(
                (await ReadBlobAsync(key, rewritten, cancellationToken).ConfigureAwait(false)).Span, ScalarJson.Default.String) ?? ""
            : history.LastText(state);
        return AgentRunBuilder.Build(key.RunId, state, text, messages);
    }

    public async ValueTask<RunState> FoldAsync(RunKey key, CancellationToken cancellationToken)
    {
        var state = new RunState();
        await foreach ((RunLogEntry entry, _) in EntriesAsync(key, 1, cancellationToken).ConfigureAwait(false))
            state.Apply(entry);
        return state.Started is not null
            ? state
            : throw new AgentryException($"There is no run {key}.", FailureClass.InvalidRequest, key.RunId);
    }

    public async ValueTask<List<(RunLogEntry Entry, StoredEvent Stored)>> ReadStoredAsync(RunKey key, CancellationToken cancellationToken)
    {
        List<(RunLogEntry Entry, StoredEvent Stored)> entries = [];
        await foreach ((RunLogEntry Entry, StoredEvent Stored) read in EntriesAsync(key, 1, cancellationToken).ConfigureAwait(false))
            entries.Add(read);
        return entries;
    }

    /// <summary>The run's events as far as they are written now.</summary>
    /// <exception cref="RunLogException">An event is missing, or cannot be read by this build.</exception>
    public async IAsyncEnumerable<(RunLogEntry Entry, StoredEvent Stored)> EntriesAsync(
        RunKey key, long fromSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long next = Math.Max(fromSequence, 1);
        await foreach (StoredEvent stored in runtime.Store.ReadAsync(key, next, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Sequence != next)
                throw new RunLogException($"Event {next} of run {key} is missing: the store gives {stored.Sequence} in its place.", key.RunId, next);
            yield return (RunLogSerializer.Decode(key.RunId, stored), stored);
            next++;
        }
    }

    public async IAsyncEnumerable<RunLogEntry> WatchAsync(
        RunKey key, long fromSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredEvent stored in runtime.Store.WatchAsync(key, fromSequence, cancellationToken).ConfigureAwait(false))
            yield return RunLogSerializer.Decode(key.RunId, stored);
    }

    /// <summary>Adds the messages of a conversation's earlier runs, the oldest first, and returns the latest of these runs.</summary>
    public async ValueTask<RunId?> LoadConversationAsync(
        string tenant, string conversation, History history, CancellationToken cancellationToken)
    {
        ConversationHead head = await runtime.Store.GetConversationAsync(tenant, conversation, cancellationToken).ConfigureAwait(false);
        if (head.Last is { } last)
            await LoadChainAsync(new RunKey(tenant, last), history, cancellationToken).ConfigureAwait(false);
        return head.Last;
    }

    /// <summary>Adds the messages of a run and of those before it in its conversation, the oldest first.</summary>
    public async ValueTask LoadChainAsync(RunKey last, History history, CancellationToken cancellationToken)
    {
        var chain = new Stack<(RunKey Key, RunState State)>();
        for (RunKey? key = last; key is { } current;)
        {
            // Where the conversation was pruned it begins.
            if (await runtime.Store.GetAsync(current, cancellationToken).ConfigureAwait(false) is null)
                break;
            RunState state = await FoldAsync(current, cancellationToken).ConfigureAwait(false);
            chain.Push((current, state));
            key = state.Started!.PreviousRun is { } previous ? new RunKey(last.Tenant, new RunId(previous)) : null;
        }

        foreach ((RunKey key, RunState state) in chain)
            await LoadMessagesAsync(key, state, history, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores what the loop had in memory.</summary>
    /// <param name="key">The run.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="loop">Where to.</param>
    /// <param name="interrupted">Whether the worker before was gone in the middle of it, perhaps before the checks of a result were done.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask LoadLoopAsync(RunKey key, RunState state, LoopState loop, bool interrupted, CancellationToken cancellationToken)
    {
        bool isOpen = state.HasOpenCalls || state.CurrentCalls.Any(NeedsCheck);
        await LoadMessagesAsync(key, state, loop.History, cancellationToken, isOpen).ConfigureAwait(false);
        loop.InputAccepted = loop.History.Count > loop.History.OwnFrom;
        loop.Text = loop.History.LastText(state);
        if (isOpen)
            await LoadCallsAsync(key, state, loop, NeedsCheck, cancellationToken).ConfigureAwait(false);

        bool NeedsCheck(CallState call) => interrupted ? call.MayBeUnchecked : call.IsUnchecked;
    }

    private async ValueTask LoadCallsAsync(
        RunKey key, RunState state, LoopState loop, Func<CallState, bool> needsCheck, CancellationToken cancellationToken)
    {
        Dictionary<string, FunctionCallContent> contents = loop.History.Own()
            .SelectMany(m => m.Contents).OfType<FunctionCallContent>().GroupBy(c => c.CallId).ToDictionary(g => g.Key, g => g.Last());
        foreach (CallState call in state.CurrentCalls)
        {
            var restored = new LoopCall(contents[call.CallId], call) { NeedsCheck = needsCheck(call) };
            if (call.Answer is { } answer && !restored.NeedsCheck)
                restored.Restore(await ReadAnswerAsync(key, answer, cancellationToken).ConfigureAwait(false));
            loop.Calls.Add(restored);
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadBlobAsync(RunKey key, BlobRef reference, CancellationToken cancellationToken)
    {
        return await FindBlobAsync(key, reference, cancellationToken).ConfigureAwait(false)
            ?? throw new RunLogException($"The content {reference.Address} of run {key} was erased.", key.RunId);
    }

    /// <summary>Null: it was erased.</summary>
    private async ValueTask<ReadOnlyMemory<byte>?> FindBlobAsync(RunKey key, BlobRef reference, CancellationToken cancellationToken)
    {
        StoredBlob blob = await runtime.Store.ReadBlobAsync(key.Tenant, reference.Address, cancellationToken).ConfigureAwait(false)
            ?? throw new RunLogException($"The content {reference.Address} of run {key} is not in the store: the store lost it.", key.RunId);
        if (blob.IsErased)
            return null;
        return BlobWriter.IsIntact(blob, reference)
            ? blob.Content
            : throw new RunLogException($"The content {reference.Address} of run {key} is not what was stored: it was changed.", key.RunId);
    }

    /// <param name="key">The run.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="history">Where to.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <param name="withoutLastAnswers">Leaves out the answers to the last reply: the loop adds them when they have been checked.</param>
    private async ValueTask LoadMessagesAsync(
        RunKey key, RunState state, History history, CancellationToken cancellationToken, bool withoutLastAnswers = false)
    {
        foreach (HistoryItem item in state.History)
        {
            if (withoutLastAnswers && item.Answers is not null && ReferenceEquals(item, state.History[^1]))
                break;
            if (item.Message is { } reference)
            {
                if (await FindBlobAsync(key, reference, cancellationToken).ConfigureAwait(false) is { } json)
                    history.Add((ChatMessage)JsonSerializer.Deserialize(json.Span, Json.GetTypeInfo(typeof(ChatMessage)))!);
                else
                    ErasedContent.Add(history, state, item);
            }
            else if (item.Answers!.All(c => c.Answer is not null))
            {
                var answers = new List<AIContent>(item.Answers!.Count);
                foreach (CallState call in item.Answers)
                {
                    object? answer = await ReadAnswerAsync(key, call.Answer!, cancellationToken).ConfigureAwait(false);
                    answers.Add(new FunctionResultContent(call.CallId, answer));
                }

                history.Add(new ChatMessage(ChatRole.Tool, answers));
            }
        }
    }

    public async ValueTask<object?> ReadAnswerAsync(RunKey key, BlobRef reference, CancellationToken cancellationToken)
    {
        if (await FindBlobAsync(key, reference, cancellationToken).ConfigureAwait(false) is not { } json)
            return ErasedContent.Placeholder;
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => document.RootElement.GetString(),
            _ => document.RootElement.Clone(),
        };
    }
}
