using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>How the same text reaches an agent, or the layers alone, by each of the four ways.</summary>
internal sealed partial record Surface(string Verdict, IReadOnlyList<GuardrailFinding> Findings, ScriptedChatClient Model, CountingTool Tool)
{
    private const string CutMark = "[cut: too long]";
    private const string Schema = """{"type":"object","properties":{"note":{"type":"string"}},"required":["note"]}""";

    /// <summary>Sends a text by a way and says what became of it: allow, rewrite or block.</summary>
    public static async Task<Surface> SendAsync(
        string text, GuardrailSurfaces surface, RunMode mode, bool layersAlone, Action<GuardrailOptions>? configure = null)
    {
        string argument = surface == GuardrailSurfaces.ToolArgument ? text : "plain";
        object result = surface == GuardrailSurfaces.ToolResult
            ? System.Text.Json.JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["id"] = 7, ["note"] = text })
            : "done";
        var tool = new CountingTool("note_it", (_, _) => new(result), Schema);
        string call = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["note"] = argument });
        string answer = surface == GuardrailSurfaces.Output ? text : "All is well.";
        var model = new ScriptedChatClient(ModelReply.Call("note_it", call), ModelReply.Text(answer));
        await using var host = new TestHost(model, a => a.AddGuardrails(configure).WithTool(tool, t => t.ReadOnly()), all => AddOthers(all));
        string input = surface == GuardrailSurfaces.UserInput ? text : "Please note it.";
        return layersAlone
            ? await LayersAsync(host, model, tool, input, text, surface, mode)
            : await AgentAsync(host, model, tool, input, text, surface, mode);
    }

    /// <summary>What else a test project adds; nothing unless it says so in a part of this record.</summary>
    static partial void AddOthers(IAgentryBuilder all);

    private static async Task<Surface> AgentAsync(
        TestHost host, ScriptedChatClient model, CountingTool tool, string input, string text, GuardrailSurfaces surface, RunMode mode)
    {
        List<RunUpdate> updates = [];
        AgentRun run = await mode.RunAsync(host.Agent, input, updates);
        if (mode == RunMode.Streaming)
            string.Concat(updates.OfType<TextUpdate>().Select(u => u.Text)).Should().Be(run.Text);
        bool blocked = run.Status == RunStatus.Blocked;
        (run.FinishReason == ChatFinishReason.ContentFilter).Should().Be(blocked);
        if (blocked)
            run.Reason!.Code.Should().Be(GuardrailCodes.Blocked);
        (await host.Runs.VerifyAsync(run.Id)).IsIntact.Should().BeTrue();
        return new Surface(Judge(model, tool, run.Text, blocked, text, surface), run.Findings(), model, tool);
    }

    private static async Task<Surface> LayersAsync(
        TestHost host, ScriptedChatClient model, CountingTool tool, string input, string text, GuardrailSurfaces surface, RunMode mode)
    {
        IChatClient client = host.Services.GetRequiredKeyedService<IChatClient>(AgentryNames.ChatClient("test"));
        AIFunction function = host.Agent.Functions.Single();
        List<ChatMessage> messages = [new(ChatRole.User, input)];
        List<GuardrailFinding> findings = [];
        ChatResponse response;
        RunId id;
        var scope = RunScope.Begin(host.Agent.Pipeline);
        await using (scope)
        {
            id = scope.RunId;
            while (true)
            {
                response = await AskAsync(client, messages, mode, new ChatOptions { Tools = [function] });
                findings.AddRange(response.Findings());
                messages.AddRange(response.Messages);
                FunctionCallContent[] calls = [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];
                if (calls.Length == 0)
                    break;
                List<AIContent> answers = [];
                foreach (FunctionCallContent one in calls)
                    answers.Add(new FunctionResultContent(one.CallId, await function.InvokeAsync(new AIFunctionArguments(one.Arguments))));
                messages.Add(new ChatMessage(ChatRole.Tool, answers));
            }
        }

        bool blocked = response.FinishReason == ChatFinishReason.ContentFilter;
        IReadOnlyList<GuardrailFinding> logged = (await host.Runs.GetAsync(id))!.Findings();
        findings.Except(logged).Should().BeEmpty("what a response reports is in the log too");
        return new Surface(Judge(model, tool, response.Text, blocked, text, surface), logged, model, tool);
    }

    private static async Task<ChatResponse> AskAsync(IChatClient client, List<ChatMessage> messages, RunMode mode, ChatOptions options)
    {
        if (mode == RunMode.Plain)
            return await client.GetResponseAsync(messages, options);
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages, options))
            updates.Add(update);
        return updates.ToChatResponse();
    }

    private static string Judge(ScriptedChatClient model, CountingTool tool, string answer, bool blocked, string text, GuardrailSurfaces surface)
    {
        switch (surface)
        {
            case GuardrailSurfaces.UserInput:
                if (blocked)
                {
                    model.Requests.Should().BeEmpty();
                    return "block";
                }

                return Compare(model.Requests[0].Messages.Single(m => m.Role == ChatRole.User).Text, text);
            case GuardrailSurfaces.ToolArgument:
                blocked.Should().BeFalse();
                return tool.Count == 0 ? "block" : Compare(tool.Invocations[0].Arguments["note"]!.ToString()!, text);
            case GuardrailSurfaces.ToolResult:
                blocked.Should().BeFalse();
                string seen = model.Requests[1].Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Single().Result!.ToString()!;
                if (seen.Contains("withheld", StringComparison.Ordinal))
                    return "block";
                if (seen.Contains(CutMark, StringComparison.Ordinal))
                    return "rewrite";
                using (var json = System.Text.Json.JsonDocument.Parse(seen.Split('\n')[1]))
                    return Compare(json.RootElement.GetProperty("note").GetString()!, text);
            default:
                if (blocked)
                    answer.Should().BeEmpty();
                return blocked ? "block" : Compare(answer, text);
        }
    }

    private static string Compare(string there, string sent) => there == sent ? "allow" : "rewrite";
}
