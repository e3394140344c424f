using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Writes a reply into the log and the history, and says whether the run ends with it.</summary>
internal sealed class ReplyRecorder(RunContext run, int turn)
{
    private static readonly string[] CacheWriteNames = ["CacheCreationInputTokens", "cache_creation_input_tokens", "CacheWriteInputTokens"];

    public async ValueTask<RunOutcome?> RecordAsync(ChatResponse response)
    {
        LoopState loop = run.Loop;
        loop.FinishReason = response.FinishReason;
        loop.Text = response.Text;
        IReadOnlyList<FunctionCallContent> calls = ReplyCalls.Read(response, turn);
        Append(response, calls);
        if (response.FinishReason == ChatFinishReason.ContentFilter)
        {
            return RunOutcome.Block(new RunReason(RunReasonCodes.ContentFilter, "A content filter ended the model's reply."))
                with
            { Text = response.Text };
        }

        if (calls.Count == 0)
            return Final(response);
        if (run.Updates.HasReader)
            await TellAsync(calls).ConfigureAwait(false);
        return null;
    }

    private async ValueTask TellAsync(IReadOnlyList<FunctionCallContent> calls)
    {
        foreach (FunctionCallContent call in calls)
        {
            await run.Updates.WriteAsync(new ToolProposedUpdate(
                turn, call.CallId, call.Name, call.Exception is null ? ToolArguments.Copy(call.Arguments) : null)).ConfigureAwait(false);
        }
    }

    private void Append(ChatResponse response, IReadOnlyList<FunctionCallContent> calls)
    {
        var messages = new List<BlobRef>(response.Messages.Count);
        for (int i = 0; i < response.Messages.Count; i++)
        {
            ChatMessage message = response.Messages[i];

            // A message without contents says nothing, and providers refuse a history that holds one.
            if (message.Contents.Count == 0)
                continue;
            messages.Add(run.Log.Add(message));
            run.Loop.History.Add(message);
        }

        TokenUsage usage = Usage(response.Usage);
        run.Meter.AddTokens((usage.Input ?? 0) + (usage.Output ?? 0));
        run.Log.Append(
            new ModelReplied
            {
                Turn = turn,
                Messages = messages,
                Calls = Proposed(calls),
                FinishReason = response.FinishReason?.Value,
                ModelId = response.ModelId,
                Usage = usage,
            },
            Actors.Model);
        run.Loop.Calls = Opened(calls);
    }

    private static ProposedCall[] Proposed(IReadOnlyList<FunctionCallContent> calls)
    {
        if (calls.Count == 0)
            return [];
        var proposed = new ProposedCall[calls.Count];
        for (int i = 0; i < proposed.Length; i++)
            proposed[i] = ProposedCall.Of(calls[i]);
        return proposed;
    }

    private List<LoopCall> Opened(IReadOnlyList<FunctionCallContent> calls)
    {
        var opened = new List<LoopCall>(calls.Count);
        if (calls.Count == 0)
            return opened;
        for (int i = 0; i < calls.Count; i++)
            opened.Add(new LoopCall(calls[i], run.Log.State.Current(i)));
        return opened;
    }

    private static RunOutcome Final(ChatResponse response)
    {
        if (response.FinishReason == ChatFinishReason.Length)
            return RunOutcome.Limit(RunReasonCodes.OutputCut, "The model's output limit cut the answer.", response.Text);
        if (string.IsNullOrWhiteSpace(response.Text) && !response.Messages.Any(m => m.Contents.Any(c => c is DataContent or UriContent)))
        {
            return RunOutcome.Fail(
                RunReasonCodes.EmptyReply, "The model's reply held neither text nor a tool call.", FailureClass.InvalidResponse);
        }

        return new RunOutcome { Status = RunStatus.Completed, Text = response.Text, FinishReason = response.FinishReason };
    }

    /// <summary>Some providers report a total and leave a part out; no token may escape the limits for that.</summary>
    private static long? Rest(UsageDetails usage) =>
        usage.TotalTokenCount is { } total ? Math.Max(0, total - (usage.InputTokenCount ?? 0)) : null;

    /// <summary>There is no member for it: clients put it among the additional counts, under these names.</summary>
    private static long? CacheWrite(AdditionalPropertiesDictionary<long>? counts)
    {
        if (counts is null)
            return null;
        foreach (string name in CacheWriteNames)
        {
            if (counts.TryGetValue(name, out long count))
                return count;
        }

        return null;
    }

    internal static TokenUsage Usage(UsageDetails? usage) => usage is null
        ? new TokenUsage()
        : new TokenUsage
        {
            Input = usage.InputTokenCount,
            Output = usage.OutputTokenCount ?? Rest(usage),
            CachedInput = usage.CachedInputTokenCount,
            CacheWrite = CacheWrite(usage.AdditionalCounts),
            Reasoning = usage.ReasoningTokenCount,
        };
}
