using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Xunit.Abstractions;

namespace Agentry.Tests;

/// <summary>Conversations of a real model with a real desk's tools: the default guards must not be noticed.</summary>
public sealed class RecordedConversationTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public async Task Conversations_WithTheDefaultGuards_AreNotBlockedAndMakeTheSameCalls()
    {
        int conversations = 0, runs = 0, calls = 0, answersChanged = 0;
        var findings = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string line in Lines().Where((_, i) => Scale.IsFull || i % 5 == 0))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            Message[] messages = [.. json.RootElement.GetProperty("messages").EnumerateArray().Select(Message.Read)];
            Call[] expected = [.. messages.SelectMany(m => m.Calls)];
            var results = new Queue<string>(messages.Where(m => m.Role == "tool").Select(m => m.Text));
            CountingTool[] tools = [.. expected.Select(c => c.Name).Distinct().Select(n => new CountingTool(n, (_, _) => new(results.Dequeue())))];

            // A conversation may end with a tool's result: then the model would be asked once more.
            var model = new ScriptedChatClient([.. messages.Where(m => m.Role == "assistant").Select(m => m.ToReply()), ModelReply.Text("Goodbye.")]);
            List<string> made = [];
            await using var host = new TestHost(model, a =>
            {
                a.AddGuardrails().WithInstructions(messages[0].Text).ConfigureAgent(o => o.Limits = new RunLimits());
                foreach (CountingTool tool in tools)
                    a.WithTool(tool);
            });

            foreach (Message user in messages.Where((m, i) => m.Role == "user" && i + 1 < messages.Length && messages[i + 1].Role == "assistant"))
            {
                AgentRun run = await host.Agent.RunAsync(new RunRequest(user.Text) { ConversationId = "c" });
                run.Status.Should().Be(RunStatus.Completed, run.ToString());
                run.FinishReason.Should().Be(ChatFinishReason.Stop);
                runs++;
                foreach (GuardrailFinding finding in run.Findings())
                    findings[$"{finding.Surface} {finding.Rule}"] = findings.GetValueOrDefault($"{finding.Surface} {finding.Rule}") + finding.Count;
                answersChanged += run.Findings().Any(f => f.Surface == GuardrailSurfaces.Output) ? 1 : 0;
            }

            foreach (CountingTool tool in tools)
            {
                tool.Invocations.Select(i => JsonSerializer.Serialize(i.Arguments)).Should().Equal(
                    expected.Where(c => c.Name == tool.Name).Select(c => JsonSerializer.Serialize(JsonSerializer.Deserialize<Dictionary<string, object?>>(c.Arguments))));
            }

            conversations++;
            calls += expected.Length;
        }

        output.WriteLine($"{conversations} conversations, {runs} runs, {calls} calls, none blocked or changed; {answersChanged} answers redacted");
        foreach ((string rule, int count) in findings)
            output.WriteLine($"{rule}: {count}");
        findings.Keys.Where(f => !f.StartsWith("Output", StringComparison.Ordinal)).Should().BeEmpty();
    }

    private static IEnumerable<string> Lines() => File.ReadLines(SharedData.Path("recorded-conversations", "airline-gpt-4o.jsonl"));

    private sealed record Call(string Id, string Name, string Arguments);

    private sealed record Message(string Role, string Text, IReadOnlyList<Call> Calls)
    {
        public static Message Read(JsonElement json) => new(
            json.GetProperty("role").GetString()!,
            json.GetProperty("content").GetString() ?? "",
            json.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array
                ? [.. calls.EnumerateArray().Select(c => new Call(Get(c, "id"), Get(c, "name"), Get(c, "arguments")))]
                : []);

        public ModelReply ToReply() => Calls.Count == 0
            ? ModelReply.Text(Text)
            : ModelReply.Calls([.. Calls.Select(c => (c.Name, c.Arguments, (string?)c.Id))]);

        private static string Get(JsonElement json, string name) => json.GetProperty(name).GetString()!;
    }
}
