using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>Hosts with resilience whose timeouts are long, so that every short wait is a backoff.</summary>
internal static class ResilientHost
{
    /// <summary>The dice always show the middle.</summary>
    public static Jitter Middle { get; } = new(() => 0.5);

    public static TestHost Create(
        IChatClient model,
        TimeProvider clock,
        Action<ResilienceOptions>? configure = null,
        Action<IAgentryBuilder>? agent = null,
        Action<IAgentryBuilder>? all = null,
        Action<IServiceCollection>? services = null,
        IDictionary<string, string?>? configuration = null,
        Jitter? jitter = null) =>
        new(
            model,
            builder =>
            {
                builder.WithLimits(l => (l.MaxStepDuration, l.MaxDuration) = (TimeSpan.FromHours(5), TimeSpan.FromHours(10)));
                agent?.Invoke(builder);
            },
            builder =>
            {
                builder.AddResilience(o =>
                {
                    o.TotalTimeout = TimeSpan.FromHours(2);
                    o.AttemptTimeout = TimeSpan.FromHours(1);
                    configure?.Invoke(o);
                });
                all?.Invoke(builder);
            },
            collection =>
            {
                collection.AddSingleton(clock);
                collection.AddSingleton(jitter ?? Middle);
                services?.Invoke(collection);
            },
            configuration);

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>The bodies of a kind of event, in order.</summary>
    public static IReadOnlyList<JsonElement> Bodies(this IEnumerable<RunLogEntry> log, string kind) =>
        [.. log.Of<ExtensionEvent>().Where(e => e.Kind == kind).Select(e => e.Body)];

    public static string? Text(this JsonElement body, string name) => body.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

    public static IEnumerable<string> Kinds(this IEnumerable<RunLogEntry> log) => log.Of<ExtensionEvent>().Select(e => e.Kind);

    /// <summary>A model that fails a number of times and then answers.</summary>
    public static ScriptedChatClient FailsThenAnswers(params Exception[] failures) => new(request => request.Index < failures.Length
        ? ModelReply.Throw(failures[request.Index])
        : ModelReply.Text("Here you are.").WithUsage(10, 4));
}
