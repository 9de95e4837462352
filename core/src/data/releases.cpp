#include <matinee/dataset_source.h>

namespace matinee {

namespace {

const std::string kCitation =
    " Cite: F. Maxwell Harper and Joseph A. Konstan, The MovieLens Datasets: History and Context, ACM Transactions on "
    "Interactive Intelligent Systems 5(4), 2015, doi:10.1145/2827872.";

const std::string kCommon =
    "Collected by GroupLens Research at the University of Minnesota, for research. Acknowledge its use in "
    "publications, do not suggest that the University endorses yours, and do not use it commercially without "
    "permission. It comes without any warranty. ";

const std::string kClosed =
    kCommon + "You may not pass the data on to others without separate permission from GroupLens." + kCitation;

const std::string kOpen =
    kCommon + "You may pass the data on, also transformed, under these same conditions." + kCitation;

} // namespace

const std::vector<Release>& releases()
{
    static const std::vector<Release> list = {
        {.id = "ml-latest-small",
         .name = "MovieLens latest, small",
         .about = "100,836 ratings of 9,742 films by 610 people, half stars, to 2018",
         .file = "ml-latest-small.zip",
         .licence = kOpen,
         .redistributable = true},
        {.id = "ml-100k",
         .name = "MovieLens 100K",
         .about = "100,000 ratings of 1,682 films by 943 people, whole stars, 1997 to 1998, with age and occupation",
         .file = "ml-100k.zip",
         .bytes = 4'924'029,
         .md5 = "0e33842e24a9c977be4e0107933c0723",
         .licence = kClosed},
        {.id = "ml-1m",
         .name = "MovieLens 1M",
         .about =
             "1,000,209 ratings of 3,706 films by 6,040 people, whole stars, 2000 to 2003, with age and occupation",
         .file = "ml-1m.zip",
         .bytes = 5'917'549,
         .md5 = "c4d9eecfca2ab87c1945afe126590906",
         .licence = kClosed},
        {.id = "ml-10m",
         .name = "MovieLens 10M",
         .about = "10,000,054 ratings of 10,677 films by 69,878 people, half stars, to 2009",
         .file = "ml-10m.zip",
         .md5 = "ce571fd55effeba0271552578f2648bd",
         .licence = kClosed},
        {.id = "ml-20m",
         .name = "MovieLens 20M",
         .about = "20,000,263 ratings of 26,744 films by 138,493 people, half stars, to 2015",
         .file = "ml-20m.zip",
         .bytes = 198'702'078,
         .md5 = "cd245b17a1ae2cc31bb14903e1204af3",
         .licence = kClosed},
        {.id = "ml-32m",
         .name = "MovieLens 32M",
         .about = "32,000,204 ratings of 84,432 films by 200,948 people, half stars, to 2023",
         .file = "ml-32m.zip",
         .bytes = 238'950'008,
         .md5 = "d472be332d4daa821edc399621853b57",
         .licence = kOpen,
         .redistributable = true},
        {.id = "ml-25m",
         .name = "MovieLens 25M",
         .about = "25,000,095 ratings of 59,047 films by 162,541 people, half stars, to 2019",
         .file = "ml-25m.zip",
         .bytes = 261'978'986,
         .md5 = "6b51fb2759a8657d3bfcbfc42b592ada",
         .licence = kClosed},
        {.id = "ml-latest",
         .name = "MovieLens latest",
         .about =
             "33.8 million ratings of 86,537 films by 330,975 people, half stars, to 2023; changes from time to time",
         .file = "ml-latest.zip",
         .licence = kOpen,
         .redistributable = true},
    };
    return list;
}

} // namespace matinee
