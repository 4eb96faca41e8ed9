module example.com/jobstatus

go 1.24
