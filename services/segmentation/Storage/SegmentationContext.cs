using Microsoft.EntityFrameworkCore;

namespace Automation.Segmentation.Storage;

/// <summary>The schema of the service. Its tables are hot ones, created by SQL in the migrations.</summary>
sealed class SegmentationContext(DbContextOptions<SegmentationContext> options) : DbContext(options);
