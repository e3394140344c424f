using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>A real conversation of a support agent, cut into runs: one for each user message that got a reply.</summary>
internal sealed record RecordedConversation(string Id, string Instructions, IReadOnlyList<RecordedRun> Runs)
{
    /// <summary>What the model says where the recording ends with a tool's result; it is not in the data.</summary>
    public const string Closing = "(the recording ends here)";

    public static IReadOnlyList<RecordedConversation> LoadAll() =>
        [.. File.ReadLines(SharedData.Path("recorded-conversations", "airline-gpt-4o.jsonl")).Select(Parse)];

    /// <summary>Every assistant message, in order, and the closing words if a run needs them.</summary>
    public IReadOnlyList<ChatMessage> Replies => [.. Runs.SelectMany(r => r.Steps.Select(s => s.Message))];

    private static RecordedConversation Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        JsonElement[] messages = [.. root.GetProperty("messages").EnumerateArray()];
        messages[0].GetProperty("role").GetString().Should().Be("system");
        List<RecordedRun> runs = [];
        foreach (JsonElement message in messages.Skip(1))
        {
            switch (message.GetProperty("role").GetString())
            {
                case "user":
                    runs.Add(new RecordedRun(message.GetProperty("content").GetString()!, []));
                    break;
                case "assistant":
                    runs[^1].Steps.Add(RecordedStep.Parse(message));
                    break;
                default:
                    RecordedStep step = runs[^1].Steps[^1];
                    step.Call!.Id.Should().Be(message.GetProperty("tool_call_id").GetString());
                    runs[^1].Steps[^1] = step with { Result = message.GetProperty("content").GetString()! };
                    break;
            }
        }

        // The user's last words got no reply.
        runs.RemoveAll(r => r.Steps.Count == 0);
        if (runs[^1].Steps[^1].Call is not null)
            runs[^1].Steps.Add(new RecordedStep(Closing, null, null));
        return new RecordedConversation(root.GetProperty("id").GetString()!, messages[0].GetProperty("content").GetString()!, runs);
    }
}

/// <summary>A user message and everything up to the next one.</summary>
internal sealed record RecordedRun(string User, List<RecordedStep> Steps);

/// <summary>An assistant message, and the result of the call it asked for.</summary>
internal sealed record RecordedStep(string? Text, RecordedCall? Call, string? Result)
{
    public ChatMessage Message
    {
        get
        {
            var message = new ChatMessage(ChatRole.Assistant, []);
            if (Text is not null)
                message.Contents.Add(new TextContent(Text));
            if (Call is not null)
                message.Contents.Add(Call.Content);
            message.Contents.Add(new UsageContent(new UsageDetails { InputTokenCount = InputTokens, OutputTokenCount = OutputTokens }));
            return message;
        }
    }

    /// <summary>The recording has no token counts; these are made from its lengths, so that sums can be checked.</summary>
    public long InputTokens => 100 + (Result?.Length ?? 0);

    public long OutputTokens => 1 + (Text?.Length ?? 0) + (Call?.Arguments.Length ?? 0);

    public static RecordedStep Parse(JsonElement message) => new(
        message.GetProperty("content").GetString(),
        message.TryGetProperty("tool_calls", out JsonElement calls)
            ? RecordedCall.Parse(calls.EnumerateArray().Should().ContainSingle("every recorded message asks for one call at most").Subject)
            : null,
        null);
}

/// <summary>A call as the model wrote it, its arguments as text.</summary>
internal sealed record RecordedCall(string Id, string Tool, string Arguments)
{
    /// <summary>As a provider's client parses it.</summary>
    public AIContent Content => ModelReply.Call(Tool, Arguments, Id).Contents[0];

    public static RecordedCall Parse(JsonElement call) => new(
        call.GetProperty("id").GetString()!, call.GetProperty("name").GetString()!, call.GetProperty("arguments").GetString()!);
}
