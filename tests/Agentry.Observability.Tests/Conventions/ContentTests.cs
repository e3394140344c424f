using System.Diagnostics;
using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

public sealed class ContentTests
{
    [Theory, EveryProfile]
    public async Task NothingEmitted_HoldsContent(RunMode mode, SemconvProfile profile)
    {
        using var book = new LogBook(LogLevel.Trace);
        var model = new ScriptedChatClient(
            ModelReply.Call("work", """{"note":"SECRET-arguments"}""").WithText("SECRET-thought"),
            ModelReply.Call("fail", """{"note":"SECRET-arguments"}"""),
            ModelReply.Text("SECRET-answer"));
        await using var observed = new Observed(
            model,
            profile,
            agent => agent
                .WithInstructions("SECRET-instructions")
                .WithTool(new CountingTool("work", (_, _) => new("SECRET-result")))
                .WithTool(new CountingTool("fail", (_, _) => throw new InvalidOperationException("SECRET-exception"))),
            services: services => services.AddLogging(logging => logging.AddProvider(book).SetMinimumLevel(LogLevel.Trace)));

        AgentRun run = await mode.RunAsync(observed.Agent, "SECRET-prompt");

        run.Text.Should().Be("SECRET-answer");
        IEnumerable<object?> emitted =
        [
            .. observed.Listener.Spans.SelectMany(s => s.TagObjects.Select(t => t.Value)),
            .. observed.Listener.Spans.SelectMany(s => new[] { s.DisplayName, s.StatusDescription }),
            .. observed.Listener.Spans.SelectMany(s => s.Baggage.Select(b => b.Value)),
            .. observed.Listener.Measurements.SelectMany(m => m.Tags.Values),
            .. book.OfRuns.Select(l => l.Text),
        ];
        emitted.SelectMany(Texts).Should().NotBeEmpty().And.NotContain(t => t.Contains("SECRET", StringComparison.Ordinal));
        observed.Listener.Spans.Should().OnlyContain(s => !s.Events.Any());
    }

    private static IEnumerable<string> Texts(object? value) => value switch
    {
        null => [],
        string[] many => many,
        _ => [value.ToString()!],
    };
}
