using System.Diagnostics;
using System.Diagnostics.Metrics;
using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

/// <summary>A listener is the host's code: when it throws, that is logged, and the run does not notice.</summary>
public sealed class ThrowingListenerTests
{
    [Theory]
    [InlineData(RunMode.Plain, "start")]
    [InlineData(RunMode.Streaming, "start")]
    [InlineData(RunMode.Plain, "stop")]
    [InlineData(RunMode.Streaming, "stop")]
    [InlineData(RunMode.Plain, "measure")]
    [InlineData(RunMode.Streaming, "measure")]
    public async Task Listener_Throws_RunCompletesAndItIsLogged(RunMode mode, string when)
    {
        using var spans = new ActivityListener
        {
            ShouldListenTo = s => s.Name == AgentryTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => ThrowIf(when == "start"),
            ActivityStopped = _ => ThrowIf(when == "stop"),
        };
        ActivitySource.AddActivityListener(spans);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AgentryTelemetry.MeterName)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, _, _) => ThrowIf(when == "measure"));
        meters.Start();
        using var book = new LogBook();
        var model = new ScriptedChatClient(ModelReply.Call("work"), ModelReply.Text("Done."));
        await using var host = new TestHost(
            model,
            agent => agent.WithTool(new CountingTool("work")),
            all => all.AddObservability(),
            services => services.AddLogging(logging => logging.AddProvider(book)));
        using var caller = new Caller();

        AgentRun run = await mode.RunAsync(host.Agent, "Hi.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        run.Text.Should().Be("Done.");
        book.OfRuns.Should().Contain(l => l.Id == 102);
        Activity.Current.Should().BeSameAs(caller.Span);
    }

    private static void ThrowIf(bool now)
    {
        if (now)
            throw new InvalidOperationException("The exporter is broken.");
    }
}
