using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

/// <summary>Keeps what the host logs.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, EventId Id, string Text)> _entries = new();

    public IReadOnlyCollection<(LogLevel Level, EventId Id, string Text)> Entries => _entries;

    public IEnumerable<string> Of(int eventId) => _entries.Where(e => e.Id.Id == eventId).Select(e => e.Text);

    public ILogger CreateLogger(string categoryName) => new Recorder(_entries, categoryName);

    public void Dispose()
    {
        // Nothing to release.
    }

    private sealed class Recorder(ConcurrentQueue<(LogLevel Level, EventId Id, string Text)> entries, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (category.StartsWith("Agentry", StringComparison.Ordinal))
                entries.Enqueue((logLevel, eventId, formatter(state, exception)));
        }
    }
}
