using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>One reply, checked whole and streamed.</summary>
internal static class Replies
{
    public static async Task<(string Text, string Findings)> WholeAsync(Guard guard, RunContext run, string text)
    {
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop };
        response = await new ReplyGuard(guard).CheckAsync(run, response, [], default);
        return (response.Text, Show(response));
    }

    public static (string Text, string Findings) Streamed(Guard guard, RunContext run, IReadOnlyList<string> pieces)
    {
        var stream = new ReplyStream(guard, run);
        ChatResponse response = Streamed(
            stream,
            [.. pieces.Select(p => new ChatResponseUpdate(ChatRole.Assistant, p)), new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop }])
            .ToChatResponse();
        response.FinishReason.Should().Be(ChatFinishReason.Stop);
        return (response.Text, Show(response));
    }

    public static IReadOnlyList<ChatResponseUpdate> Streamed(ReplyStream stream, IEnumerable<ChatResponseUpdate> updates)
    {
        List<ChatResponseUpdate> passed = [];
        foreach (ChatResponseUpdate update in updates)
            stream.Take(update, passed);
        stream.End([], passed);
        return passed;
    }

    private static string Show(ChatResponse response) =>
        string.Join("; ", response.Findings().Select(f => $"{f.Guardrail}:{f.Rule}@{f.Start}+{f.Length}x{f.Count}"));
}
