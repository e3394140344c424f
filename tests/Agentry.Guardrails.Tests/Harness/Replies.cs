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
        List<ChatResponseUpdate> updates = [];
        foreach (string piece in pieces)
            updates.AddRange(stream.Take(new ChatResponseUpdate(ChatRole.Assistant, piece)));
        updates.AddRange(stream.Take(new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop }));
        updates.AddRange(stream.End([]));
        ChatResponse response = updates.ToChatResponse();
        response.FinishReason.Should().Be(ChatFinishReason.Stop);
        return (response.Text, Show(response));
    }

    private static string Show(ChatResponse response) =>
        string.Join("; ", response.Findings().Select(f => $"{f.Guardrail}:{f.Rule}@{f.Start}+{f.Length}x{f.Count}"));
}
