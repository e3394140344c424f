using Agentry.Testing;

namespace Agentry.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public async Task Options_FromConfiguration_BeatCodeOfTheSameLevel()
    {
        var configuration = new Dictionary<string, string?>
        {
            ["Agentry:Guardrails:InvisibleText:UserInput"] = "Block",
            ["Agentry:Guardrails:Timeout"] = "00:00:01",
            ["Agentry:Guardrails:Markup:AllowedHosts:0"] = "example.org",
        };
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Text("[a](https://example.org/x) [b](https://evil.example/)")),
            all: a => a.AddGuardrails(o => o.InvisibleText.UserInput = GuardrailVerdict.Allow).AddGuardrails(),
            configuration: configuration);

        AgentRun blocked = await host.Agent.RunAsync("hi\u200B");
        AgentRun passed = await host.Agent.RunAsync("hi");

        blocked.Status.Should().Be(RunStatus.Blocked);
        blocked.Reason!.Message.Should().Be("Guardrail invisible_text blocked the input (hidden_text: zero_width).");
        passed.Text.Should().Be("[a](https://example.org/x) [b] (https://evil.example/)");
        host.Agent.DescribePipeline().Should().Contain("InputGuardrail: Guardrails").And.Contain("Guardrail: Guardrails").And.Contain("Reveal: Guardrails");
    }

    [Fact]
    public void Options_OutOfRange_FailAtStart()
    {
        var host = new TestHost(
            new ScriptedChatClient(), all: a => a.AddGuardrails(o => (o.Timeout, o.Size.MaxOutput) = (TimeSpan.Zero, 1)));

        host.Invoking(h => h.Agent).Should().Throw<AgentryConfigurationException>().WithMessage("*Timeout*").WithMessage("*MaxOutput*");
    }
}
