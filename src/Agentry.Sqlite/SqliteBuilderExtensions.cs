using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>Keeps runs in SQLite.</summary>
public static class SqliteBuilderExtensions
{
    /// <summary>
    /// Keeps the runs of this host in a SQLite file, so that they survive a restart. It takes the place of every other <see cref="RunStore"/>. The file
    /// is opened, and brought to the newest schema, when the store is first needed, at the host's start at the latest.
    /// </summary>
    /// <param name="builder">The host's builder; not one of an agent.</param>
    /// <param name="connectionString">Where the file is, such as <c>Data Source=agentry.db</c>; <c>Agentry:Sqlite:ConnectionString</c> beats it.</param>
    /// <param name="configure">Sets options in code; configuration beats it.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="AgentryConfigurationException">It was called inside <c>AddAgent</c>.</exception>
    public static IAgentryBuilder UseSqlite(this IAgentryBuilder builder, string connectionString, Action<SqliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connectionString);
        builder.AddHostOptions(new SqliteSection(), options => options.ConnectionString = connectionString);
        if (configure is not null)
            builder.AddHostOptions(new SqliteSection(), configure);

        // The clock of the machine, whatever the host's TimeProvider says: all processes on the file must judge leases by one clock.
        builder.Services.Replace(ServiceDescriptor.Singleton<RunStore>(s => new SqliteRunStore(
            s.GetRequiredService<SqliteOptions>(), s.GetService<ILoggerFactory>()?.CreateLogger<SqliteRunStore>())));
        return builder;
    }
}
