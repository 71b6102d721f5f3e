using Microsoft.EntityFrameworkCore;

namespace Automation.Recommendations.Storage;

/// <summary>The schema of the service. Its tables are hot ones, created by SQL in the migrations.</summary>
sealed class RecommendationsContext(DbContextOptions<RecommendationsContext> options) : DbContext(options);
