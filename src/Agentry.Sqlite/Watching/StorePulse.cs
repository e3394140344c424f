using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>Looks now and then for what other processes did: news for watchers, and a log that grew while this process wrote nothing.</summary>
internal sealed class StorePulse : IAsyncDisposable
{
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(1);

    private readonly StorePulseSettings _settings;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private SqliteDatabase? _database;
    private long _version;

    public StorePulse(StorePulseSettings settings)
    {
        _settings = settings;
        _loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _database?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_settings.Interval, TimeProvider.System);
        long lastCheckpoint = TimeProvider.System.GetTimestamp();
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
        {
            try
            {
                Look();
                if (TimeProvider.System.GetElapsedTime(lastCheckpoint) < CheckpointInterval)
                    continue;
                lastCheckpoint = TimeProvider.System.GetTimestamp();
                if (_settings.File.WalBytes >= _settings.CheckpointBytes)
                    await _settings.Nudge().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Whatever it is, the next look may succeed.
                if (!_stop.IsCancellationRequested)
                    _settings.Logger.PollFailed(e, _settings.File.Path);
            }
        }
    }

    private void Look()
    {
        if (_settings.Watchers.IsEmpty)
            return;

        // The first look finds whatever came before it, so that nothing is missed between a watcher's first read and this connection.
        bool isFirst = _database is null;
        _database ??= _settings.Open();
        long version = _database.Number("PRAGMA data_version");
        if (version == _version && !isFirst)
            return;
        _version = version;
        _settings.Watchers.NotifyAll();
    }
}
