using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

/// <summary>Keeps what is logged, with the scopes and the span it was logged in.</summary>
internal sealed class LogBook(LogLevel from = LogLevel.Information) : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<LogLine> _lines = [];
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    public IReadOnlyList<LogLine> OfRuns => [.. _lines.Where(l => l.Category == AgentryTelemetry.LogCategory)];

    public ILogger CreateLogger(string categoryName) => new Book(this, categoryName, from);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // There is nothing to give back.
    }

    private sealed class Book(LogBook book, string category, LogLevel from) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= from;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            Dictionary<string, object?> scope = new(StringComparer.Ordinal);
            book._scopes.ForEachScope(
                static (value, scope) =>
                {
                    if (value is not IEnumerable<KeyValuePair<string, object?>> pairs)
                        return;
                    foreach ((string key, object? item) in pairs)
                        scope[key] = item;
                },
                scope);
            book._lines.Enqueue(new LogLine(category, logLevel, eventId.Id, formatter(state, exception), scope, Activity.Current?.SpanId.ToString()));
        }
    }
}

internal sealed record LogLine(string Category, LogLevel Level, int Id, string Text, IReadOnlyDictionary<string, object?> Scope, string? SpanId);
