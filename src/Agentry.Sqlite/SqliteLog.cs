using Microsoft.Extensions.Logging;

namespace Agentry;

internal static partial class SqliteLog
{
    [LoggerMessage(4001, LogLevel.Information, "Runs are kept in {Path}, schema {Version}, by SQLite {SqliteVersion}, synchronous={Synchronous}.")]
    public static partial void StoreOpened(this ILogger logger, string path, int version, string sqliteVersion, SqliteSynchronous synchronous);

    [LoggerMessage(4002, LogLevel.Warning, "SQLite {SqliteVersion} is older than 3.51.3, which mended a race that can damage files with a write-ahead log when connections checkpoint at the same moment. The store checkpoints only under the write lock and keeps clear of it; other programs on {Path} might not. Reference a newer SQLitePCLRaw bundle.")]
    public static partial void OldSqlite(this ILogger logger, string sqliteVersion, string path);

    [LoggerMessage(4003, LogLevel.Information, "{Path} was brought to schema {Version}: {Migration}.")]
    public static partial void Migrated(this ILogger logger, string path, int version, string migration);

    [LoggerMessage(4004, LogLevel.Warning, "The write-ahead log of {Path} could not be brought into the file; it is tried again, and the log grows until then.")]
    public static partial void CheckpointFailed(this ILogger logger, Exception exception, string path);

    [LoggerMessage(4005, LogLevel.Warning, "{Path} could not be looked at for what other processes wrote; it is tried again.")]
    public static partial void PollFailed(this ILogger logger, Exception exception, string path);

    [LoggerMessage(4006, LogLevel.Warning, "A transaction of {Count} writes to {Path} failed; each is tried by itself.")]
    public static partial void BatchSplit(this ILogger logger, Exception exception, int count, string path);
}
