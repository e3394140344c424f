using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry.Benchmarks;

/// <summary>
/// Asks for one tool call a turn, <see cref="ToolTurns"/> times, and then answers. It answers from another thread, as a network does, and
/// does nothing with the history but count it.
/// </summary>
/// <remarks>
/// The sizes are those of the 100 recorded conversations of tau-bench: arguments 101 bytes, results 640, texts 310 characters on average.
/// </remarks>
internal sealed class TurnModel : IChatClient
{
    private const int MessagesBefore = 2;

    private static readonly UsageDetails Usage = new() { InputTokenCount = 2_000, OutputTokenCount = 60 };
    private static readonly string[] Preamble = ["Let ", "me ", "look ", "that ", "reservation ", "up ", "first."];

    private static readonly string[] Answer =
        [.. Enumerable.Range(0, 60).Select(i => i % 10 == 9 ? "flight, " : i % 7 == 3 ? "your " : i % 4 == 1 ? "on " : "ticket ")];

    private readonly Dictionary<string, object?> _arguments = JsonDocument
        .Parse("""{"reservation_id":"4WQ150","user_id":"chen_jackson_3290","include":["flights","passengers","payments"]}""")
        .RootElement.EnumerateObject().ToDictionary(p => p.Name, object? (p) => p.Value, StringComparer.Ordinal);

    private readonly string[] _callIds = [.. Enumerable.Range(0, 1_000).Select(i => $"call_KfX0pUdVj8oOeKx{i:000}")];

    /// <summary>Calls in a run before the answer.</summary>
    public int ToolTurns { get; set; }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        int turn = TurnOf(messages);
        List<AIContent> contents = turn < ToolTurns
            ? [new TextContent("Let me look that reservation up first."), Call(turn)]
            : [new TextContent(string.Concat(Answer))];
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            FinishReason = turn < ToolTurns ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            ModelId = "model-2026-01",
            ResponseId = "resp",
            Usage = Usage,
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        int turn = TurnOf(messages);
        foreach (string piece in turn < ToolTurns ? Preamble : Answer)
            yield return Update(new TextContent(piece));
        if (turn < ToolTurns)
            yield return Update(Call(turn));
        yield return Update(new UsageContent(Usage));
        ChatResponseUpdate last = Update();
        last.FinishReason = turn < ToolTurns ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;
        yield return last;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static ChatResponseUpdate Update(params AIContent[] contents) =>
        new(ChatRole.Assistant, [.. contents]) { ModelId = "model-2026-01", ResponseId = "resp" };

    private static int TurnOf(IEnumerable<ChatMessage> messages) => (((IReadOnlyCollection<ChatMessage>)messages).Count - MessagesBefore) / 2;

    private FunctionCallContent Call(int turn) => new(_callIds[turn], TurnTool.ToolName, _arguments);
}
