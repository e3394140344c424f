using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Agentry;

/// <summary>Adds what happened to the log of the run it happened in; outside a run there is nothing to add it to.</summary>
internal static class RunRecords
{
    public static void Record(this RunContext? run, string kind, AttemptRecord body) => run.Record(kind, body, ResilienceJson.Default.AttemptRecord);

    public static void Record(this RunContext? run, string kind, FailoverRecord body) => run.Record(kind, body, ResilienceJson.Default.FailoverRecord);

    public static void Record(this RunContext? run, string kind, BreakerRecord body) => run.Record(kind, body, ResilienceJson.Default.BreakerRecord);

    private static void Record<T>(this RunContext? run, string kind, T body, JsonTypeInfo<T> json) =>
        run?.Record(new ExtensionEvent { Kind = kind, Version = 1, Body = JsonSerializer.SerializeToElement(body, json) });
}
