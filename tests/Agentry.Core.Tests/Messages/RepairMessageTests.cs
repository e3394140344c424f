using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class RepairMessageTests
{
    private const string Schema = """
        {"type":"object","properties":{
          "a":{"type":"integer"},"b":{"type":"integer"},"c":{"type":"integer"},"d":{"type":"integer"},"e":{"type":"integer"},"f":{"type":"integer"},
          "to":{"type":"string","maxLength":5},"cards":{"type":"array","items":{"type":"integer"}},
          "shape":{"anyOf":[
            {"type":"object","properties":{"kind":{"const":"circle"},"radius":{"type":"number"}},"required":["kind","radius"]},
            {"type":"object","properties":{"kind":{"const":"square"},"side":{"type":"number"}},"required":["kind","side"]}]}}}
        """;

    [Theory, BothModes]
    public async Task ManyProblems_AreFiveAndTheWordThatThereAreMore(RunMode mode)
    {
        string message = await RefusalAsync(mode, """{"a":"v","b":"w","c":"x","d":"y","e":"z","f":"u"}""");

        message.Should().Be(
            """
            The call to draw was not run: its arguments do not fit the schema.
            - /a: expected integer, got "v". Fix: send an integer for "a".
            - /b: expected integer, got "w". Fix: send an integer for "b".
            - /c: expected integer, got "x". Fix: send an integer for "c".
            - /d: expected integer, got "y". Fix: send an integer for "d".
            - /e: expected integer, got "z". Fix: send an integer for "e".
            There is more to mend; it shows once this is.
            Call it again with corrected arguments.
            """.ReplaceLineEndings("\n"));
    }

    [Theory, BothModes]
    public async Task Alternatives_OnlyTheOneThatWasMeantIsExplained(RunMode mode)
    {
        string message = await RefusalAsync(mode, """{"shape":{"kind":"square","side":"2"}}""");

        message.Should().Contain("- /shape/side: expected number, got \"2\". Fix: send 2 without quotes").And.NotContain("radius").And.NotContain("circle");
    }

    [Theory, BothModes]
    public async Task MisspeltArgument_IsToldItsName(RunMode mode)
    {
        (await RefusalAsync(mode, """{"card":[1]}""")).Should().Contain("""rename "card" to "cards".""");
    }

    [Theory, BothModes]
    public async Task LongValue_IsCut(RunMode mode)
    {
        (await RefusalAsync(mode, $$"""{"a":"{{new string('x', 5000)}}"}""")).Length.Should().BeLessThan(400);
    }

    [Theory, BothModes]
    public async Task Redactor_LooksAtTheWholeValue_AndWhatItTakesOutIsNowhereInTheMessage(RunMode mode)
    {
        string secret = "ann@example.com " + new string('x', 40) + " 4111111111111111";
        string message = await RefusalAsync(mode, $$"""{"to":"{{secret}}","cards":["4111111111111111"],"shape":"4111111111111111"}""", new WordRedactor());

        message.Should().NotContain("4111").And.NotContain("ann@").And.Contain("- /to: expected at most 5 characters, got \"[mail]").And.Contain("[card]");
    }

    [Theory, BothModes]
    public async Task Redactor_ThatThrows_WithholdsWhatItWasShown(RunMode mode)
    {
        string message = await RefusalAsync(mode, """{"a":"secret-17"}""", new BrokenRedactor());

        message.Should().StartWith("The call to draw was not run").And.NotContain("secret-17").And.Contain("[withheld]");
    }

    [Theory, BothModes]
    public async Task Redactor_OfAnAnswer_IsAskedToo(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("""{"sku":7,"count":"ann@example.com"}"""), ModelReply.Text("""{"sku":"lamp","count":2}"""));
        await using var host = new TestHost(model, services: s => s.AddSingleton<IContentRedactor>(new WordRedactor()));

        await mode.RunAsync<QuoteLine>(host.Agent, "Line.").Soon();

        model.Requests[1].Messages[^1].Text.Should().Contain("got \"[mail]\"").And.NotContain("ann@");
    }

    private static async Task<string> RefusalAsync(RunMode mode, string arguments, IContentRedactor? redactor = null)
    {
        var model = new ScriptedChatClient(ModelReply.Call("draw", arguments, "c"), ModelReply.Text("Done."));
        await using var host = new TestHost(
            model,
            agent => agent.WithTool(new CountingTool("draw", schema: Schema)),
            services: s => _ = redactor is null ? s : s.AddSingleton(redactor));
        await mode.RunAsync(host.Agent, "Draw.").Soon();
        return model.Requests[1].AnswerTo("c");
    }

    private sealed class WordRedactor : IContentRedactor
    {
        public string Redact(RunContext run, string content) => content
            .Replace("ann@example.com", "[mail]", StringComparison.Ordinal).Replace("4111111111111111", "[card]", StringComparison.Ordinal);
    }

    private sealed class BrokenRedactor : IContentRedactor
    {
        public string Redact(RunContext run, string content) => throw new InvalidOperationException("broken");
    }
}
