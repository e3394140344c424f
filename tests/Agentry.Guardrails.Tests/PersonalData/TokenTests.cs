using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class TokenTests
{
    private const string Schema =
        """{"type":"object","properties":{"to":{"type":"string","format":"email"},"cards":{"type":"array","items":{"type":"string"}}},"required":["to"]}""";

    private static void Tokens(GuardrailOptions options) =>
        options.PersonalData.UserInput = options.PersonalData.ToolResult = GuardrailVerdict.Rewrite;

    [Theory, BothModes]
    public async Task Value_SeenByTheModelAsToken_ReachesTheToolAndNobodyElse(RunMode mode)
    {
        var tool = new CountingTool("send", (_, _) => new("sent to ann@example.com"), Schema);
        var model = new ScriptedChatClient(request =>
        {
            if (request.Messages.Any(m => m.Role == ChatRole.Tool))
                return ModelReply.Text("It was sent to ann@example.com.");
            string[] words = request.Messages[^1].Text.Split(' ');
            return ModelReply.Call("send", JsonSerializer.Serialize(new { to = words[2].Trim('[', ']'), cards = new[] { words[4] } }));
        });
        await using var host = new TestHost(model, a => a.AddGuardrails(Tokens).WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Write to ann@example.com about 4111-1111-1111-1111 please");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        run.Text.Should().Be("It was sent to [email].");
        tool.Invocations[0].Arguments["to"]!.ToString().Should().Be("ann@example.com");
        tool.Invocations[0].Arguments["cards"]!.ToString().Should().Be("""["4111-1111-1111-1111"]""");
        string seen = string.Concat(model.Requests.SelectMany(r => r.Messages).SelectMany(m => m.Contents).Select(Show));
        seen.Should().NotContain("ann@").And.NotContain("4111").And.Contain("[email-1-").And.Contain("[card-2-");
        IReadOnlyList<RunLogEntry> log = await host.LogAsync(run.Id);
        log.Select(e => e.Event).OfType<ToolIntended>().Single().Arguments.Should().NotBeNull();
    }

    [Theory, BothModes]
    public async Task Token_ThatTheRunDoesNotKnow_RefusesTheCall(RunMode mode)
    {
        var tool = new CountingTool("send");
        var model = new ScriptedChatClient(ModelReply.Call("send", """{"to":"[email-1-abcd1234]"}"""), ModelReply.Text("I could not."));
        await using var host = new TestHost(model, a => a.AddGuardrails().WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Write to her.");

        tool.Count.Should().Be(0);
        run.Status.Should().Be(RunStatus.Completed);
        (await host.LogAsync(run.Id)).Select(e => e.Event).OfType<ToolRefused>().Single().Code.Should().Be(GuardrailCodes.UnknownToken);
    }

    [Theory, BothModes]
    public async Task Value_RevealedToACallThatDoesNotFit_IsATokenAgainInTheRepairMessage(RunMode mode)
    {
        const string Short = """{"type":"object","properties":{"to":{"type":"string","maxLength":10}},"required":["to"]}""";
        var tool = new CountingTool("send", schema: Short);
        var model = new ScriptedChatClient(request => request.Messages.Any(m => m.Role == ChatRole.Tool)
            ? ModelReply.Text("It did not fit.")
            : ModelReply.Call("send", JsonSerializer.Serialize(new { to = request.Messages[^1].Text.Split(' ')[2] })));
        await using var host = new TestHost(model, a => a.AddGuardrails(Tokens).WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Write to ann@example.com please");

        tool.Count.Should().Be(0);
        string seen = string.Concat(model.Requests[1].Messages.SelectMany(m => m.Contents).Select(Show));
        seen.Should().Contain("at most 10 characters").And.NotContain("ann@").And.Contain("got \"[email-1-");
        run.Status.Should().Be(RunStatus.Completed, run.ToString());
    }

    private static string Show(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionResultContent result => result.Result!.ToString()!,
        _ => "",
    };
}
